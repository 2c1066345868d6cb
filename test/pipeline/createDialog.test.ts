import {
  EMPTY,
  firstValueFrom,
  from,
  lastValueFrom,
  map,
  type Observable,
  of,
  Subject,
  throwError,
  toArray,
} from 'rxjs';
import { describe, expect, it } from 'vitest';
import { createDialog } from '../../src/pipeline/createDialog.js';
import type { DialogOptions } from '../../src/pipeline/DialogOptions.js';
import { fakeModel, type MarbleHelpers } from '../../src/testing/fakeModel.js';
import { fakeReply } from '../../src/testing/fakeReply.js';
import type { MarbleTestHelpers } from '../../src/testing/marbleRunner.js';
import type { Prompt } from '../../src/types/Prompt.js';
import type { Delta, Reply } from '../../src/types/Reply.js';
import { marbles } from '../helpers/marbles.js';

const inShort = (deltas: Observable<Delta>) =>
  deltas.pipe(
    map((delta) => {
      if (delta.type === 'end') return `=${delta.reply.text}`;
      return 'text' in delta ? delta.text : delta.type;
    }),
  );
/** What a prompt says, the system message in brackets. */
const asText = ({ messages }: Prompt) =>
  messages.map(({ role, content }) => (role === 'system' ? `[${content}]` : content)).join(' ');

function withModel(helpers: MarbleTestHelpers, answers: string | string[], options?: DialogOptions) {
  const model = fakeModel(helpers as MarbleHelpers, answers);
  const dialog = createDialog(model.stream, options);
  return { dialog, asked: () => model.asked.map(asText) };
}

/** Answers at once: each question in capitals, or whatever `reply` says. */
function atOnce(options?: DialogOptions, reply: (text: string) => Partial<Reply> = () => ({})) {
  const asked: Prompt[] = [];
  const dialog = createDialog((prompt) => {
    asked.push(prompt);
    const text = String(prompt.messages.at(-1)?.content);
    return of<Delta>({ type: 'end', reply: fakeReply(text.toUpperCase(), reply(text)) });
  }, options);
  const say = (text: string) => firstValueFrom(inShort(dialog.generateResponse(text)));
  return { dialog, asked, say, texts: () => asked.map(asText) };
}
const four: DialogOptions = { maxTokens: 38, keepTokens: 20 };
/** A turn of them has 16 tokens. */
const words = (name: string) => `${name} one two three four`;

describe('createDialog', () => {
  it(
    'should ask with all that was said before, and pass the answer on as it comes',
    marbles((helpers) => {
      const { expectObservable, flush } = helpers;
      const { dialog, asked } = withModel(helpers, ['-a-b|', '--c|'], { system: 'sys' });
      const first = dialog.generateResponse('hi');
      flush();
      expect(asked()).toEqual([]);
      expectObservable(inShort(first)).toBe('-a-b(e|)', { a: 'a', b: 'b', e: '=ab' });
      flush();
      expectObservable(inShort(dialog.generateResponse('so?'))).toBe('------c(e|)', { c: 'c', e: '=c' });
      flush();
      expect(asked()).toEqual(['[sys] hi', '[sys] hi ab so?']);
      expect(dialog.toJSON()).toEqual({
        version: 1,
        system: 'sys',
        history: [
          { role: 'user', content: 'hi' },
          { role: 'assistant', content: 'ab' },
          { role: 'user', content: 'so?' },
          { role: 'assistant', content: 'c' },
        ],
        dropped: 0,
        summary: null,
      });
      expect(dialog.turns).toBe(2);
    }),
  );

  it(
    'should leave no trace of a turn that failed, was cut or was unsubscribed',
    marbles((helpers) => {
      const { cold, expectObservable, expectSubscriptions, flush } = helpers;
      const { dialog } = withModel(helpers, ['-a-#', '-a---b|', '-c|']);
      const before = dialog.toJSON();
      const error = expect.objectContaining({ code: 'connection_reset' });
      expectObservable(inShort(dialog.generateResponse('hi'))).toBe('-a-#', { a: 'a' }, error);
      flush();
      expect(dialog.toJSON()).toBe(before);
      expectObservable(inShort(dialog.generateResponse('hi')), '^--!').toBe('----a--', { a: 'a' });
      flush();
      expect([dialog.toJSON(), dialog.isBusy, dialog.last]).toEqual([before, false, null]);

      const call = cold<Delta>('-x|', { x: { type: 'text', text: 'x' } });
      const cut = createDialog(() => call);
      const isCut = expect.objectContaining({ code: 'stream_cut' });
      expectObservable(inShort(cut.generateResponse('hi'))).toBe('-------x#', { x: 'x' }, isCut);
      expectSubscriptions(call.subscriptions).toBe('------^-!');
      flush();
      expect(cut.turns).toBe(0);
    }),
  );

  it(
    'should abort the call when unsubscribed, and refuse a second turn until then',
    marbles((helpers) => {
      const { cold, expectSubscriptions } = helpers;
      const call = cold<Delta>('-');
      const dialog = createDialog(() => call);
      const busy = expect.objectContaining({ code: 'dialog_busy' });
      const turn = dialog.generateResponse('one').subscribe();
      const errors: unknown[] = [];
      dialog.generateResponse('two').subscribe({ error: (error) => errors.push(error) });
      expect(errors).toEqual([busy]);
      for (const change of [
        () => dialog.load(dialog.toJSON()),
        () => dialog.reset(),
        () => {
          dialog.system = 'x';
        },
      ])
        expect(change).toThrow(busy);
      expect(dialog.isBusy).toBe(true);
      turn.unsubscribe();
      expect(dialog.isBusy).toBe(false);
      expectSubscriptions(call.subscriptions).toBe('(^!)');
    }),
  );

  it('should be free for the next turn when `end` or an error is told', async () => {
    const { dialog, texts } = atOnce();
    const answers: string[] = [];
    dialog.generateResponse('a').subscribe(() => {
      inShort(dialog.generateResponse('b')).subscribe((text) => answers.push(text));
    });
    expect(answers).toEqual(['=B']);
    expect(texts()).toEqual(['a', 'a A b']);

    // The first completes while the second is under way.
    const slow = new Subject<Delta>();
    const nested = createDialog(({ seq }) =>
      seq === 0 ? of<Delta>({ type: 'end', reply: fakeReply('A') }) : slow,
    );
    nested.generateResponse('a').subscribe(() => nested.generateResponse('b').subscribe());
    expect(nested.isBusy).toBe(true);

    const failing = createDialog(() => throwError(() => new Error('no')));
    const errors: unknown[] = [];
    const error = (error: unknown) => errors.push(error);
    failing.generateResponse('a').subscribe({
      error: () => failing.generateResponse('b').subscribe({ error }),
    });
    expect(errors).toEqual([new Error('no')]);
  });

  it('should not stay busy when a callback throws', async () => {
    const thrown = new Error('mine');
    const dialog = createDialog(() => {
      throw thrown;
    });
    await expect(firstValueFrom(dialog.generateResponse('a'))).rejects.toBe(thrown);
    expect(dialog.isBusy).toBe(false);
    const summarize = () => {
      throw thrown;
    };
    const { dialog: other, say } = atOnce({ ...four, summarize });
    await say(words('a'));
    await say(words('b'));
    await expect(say(words('c'))).rejects.toBe(thrown);
    expect([other.isBusy, other.turns]).toEqual([false, 2]);
  });

  it('should drop the oldest turns when too much was said', async () => {
    const { dialog, say, texts } = atOnce({ ...four, system: 'sys' });
    for (const name of ['a', 'b', 'c', 'd', 'e']) await say(words(name));
    const [, , third, fourth, fifth] = texts();
    expect(third).toBe(`[sys] ${words('c')}`);
    expect(fourth?.startsWith(third as string)).toBe(true);
    expect(fifth).toBe(`[sys] ${words('e')}`);
    expect(dialog.toJSON().dropped).toBe(4);
    expect(dialog.last).toMatchObject({ dropped: 2, summary: null });
  });

  it('should have what it drops summarized, by the beginning of the context that was sent last', async () => {
    const tools = [{ type: 'function', function: { name: 'f' } }];
    const params = { tools, max_tokens: 5, tool_choice: 'auto', response_format: { type: 'json_object' } };
    const { dialog, asked, say, texts } = atOnce(
      { ...four, system: 'sys', summarize: true, params },
      (text) => (text.startsWith('Summarize') ? { text: 'They counted.', costUsd: 2 } : { costUsd: 1 }),
    );
    for (const name of ['a', 'b', 'c']) await say(words(name));
    const [, second, summary, third] = texts();
    const shared = `${second} ${words('b').toUpperCase()}`;
    expect(summary?.startsWith(`${shared} Summarize our conversation`)).toBe(true);
    expect(asked[2]).toMatchObject({ id: 'turn-3~summary', seq: 2, params: { tools, tool_choice: 'none' } });
    expect(Object.keys(asked[2]?.params ?? {})).toEqual(['tools', 'tool_choice']);
    expect(third).toBe(`[sys\n\nSummary of the conversation so far:\nThey counted.] ${words('c')}`);
    expect(asked[3]).toMatchObject({ id: 'turn-3', seq: 2, params });
    expect(dialog.last).toMatchObject({ dropped: 2, costUsd: 3, usage: { promptTokens: 20 } });
    expect(dialog.toJSON()).toMatchObject({ dropped: 2, summary: 'They counted.' });
  });

  it('should not pay twice for the summary when the turn behind it fails', async () => {
    let fails = true;
    const calls: string[] = [];
    const dialog = createDialog(
      ({ id, messages }) => {
        calls.push(id);
        if (fails && id === 'turn-3') return throwError(() => new Error('down'));
        return of<Delta>({ type: 'end', reply: fakeReply(String(messages.at(-1)?.content).toUpperCase()) });
      },
      { ...four, summarize: true },
    );
    const say = (text: string) => firstValueFrom(dialog.generateResponse(text));
    await say(words('a'));
    await say(words('b'));
    const before = dialog.toJSON();
    await expect(say(words('c'))).rejects.toThrow('down');
    expect(dialog.toJSON()).toBe(before);
    fails = false;
    await say(words('c'));
    expect(calls).toEqual(['turn-1', 'turn-2', 'turn-3~summary', 'turn-3', 'turn-4']);
    expect(dialog.toJSON()).toMatchObject({ dropped: 2 });
    expect(dialog.last?.summary).not.toBeNull();
  });

  it('should have another summary made when another question makes other turns go', async () => {
    const calls: string[] = [];
    const dialog = createDialog(
      ({ id, messages }) => {
        calls.push(id);
        if (id === 'turn-3') return throwError(() => new Error('down'));
        return of<Delta>({ type: 'end', reply: fakeReply(String(messages.at(-1)?.content).toUpperCase()) });
      },
      { maxTokens: 38, keepTokens: 34, summarize: true },
    );
    const say = (text: string) => firstValueFrom(dialog.generateResponse(text));
    await say(words('a'));
    await say(words('b'));
    await expect(say(words('c'))).rejects.toThrow('down');
    await say(`${words('c')} ${words('d')} ${words('e')} ${words('f')}`);
    expect(calls.slice(2)).toEqual(['turn-3~summary', 'turn-3', 'turn-4~summary', 'turn-4']);
    expect(dialog.last).toMatchObject({ dropped: 2, summary: expect.anything() });
  });

  it.each([
    [1, 2, 3],
    [null, 2, null],
    [1, null, null],
    [0, 0, 0],
  ])('should add up the cost of summary and answer: %d and %d', async (ofSummary, ofAnswer, both) => {
    const { dialog, say } = atOnce({ ...four, summarize: true }, (text) => ({
      costUsd: text.startsWith('Summarize') ? ofSummary : ofAnswer,
    }));
    await say(words('a'));
    expect(dialog.last?.costUsd).toBe(ofAnswer);
    for (const name of ['b', 'c']) await say(words(name));
    expect(dialog.last?.costUsd).toBe(both);
  });

  it('should take one end of a stream, and nothing behind it', async () => {
    const end = (text: string): Delta => ({ type: 'end', reply: fakeReply(text) });
    const dialog = createDialog(() => from<Delta[]>([end('A'), { type: 'text', text: 'x' }, end('B')]));
    const seen = await lastValueFrom(inShort(dialog.generateResponse('a')).pipe(toArray()));
    expect(seen).toEqual(['=A']);
    expect(dialog.toJSON().history).toHaveLength(2);
  });

  it('should take summaries from a function, which is told what goes and what went before', async () => {
    const told: unknown[] = [];
    const summarize: DialogOptions['summarize'] = ({ messages, summary }) => {
      told.push([messages.length, summary]);
      return of(`summary ${told.length}`);
    };
    const { dialog, say } = atOnce({ ...four, summarize });
    for (const name of ['a', 'b', 'c', 'd', 'e']) await say(words(name));
    expect(told[0]).toEqual([4, null]);
    expect(told[1]).toEqual([expect.any(Number), 'summary 1']);
    expect(dialog.toJSON().summary).toBe('summary 2');
    const silent = atOnce({ ...four, summarize: () => EMPTY });
    await silent.say(words('a'));
    await silent.say(words('b'));
    await expect(silent.say(words('c'))).rejects.toThrow('summarize: expected one text, got nothing');
  });

  it('should keep calls of tools, and send thoughts back where tools are', async () => {
    const call = { id: 'c1', type: 'function', function: { name: 'f', arguments: '{}' } } as const;
    const { dialog, asked } = atOnce(
      { params: { tools: [{ type: 'function', function: { name: 'f' } }] } },
      (text) =>
        text === 'hi' ? { text: '', reasoning: 'hm', toolCalls: [call], finishReason: 'tool_calls' } : {},
    );
    await firstValueFrom(dialog.generateResponse('hi'));
    await firstValueFrom(dialog.generateResponse([{ role: 'tool', tool_call_id: 'c1', content: 'rain' }]));
    expect(asked[1]?.messages).toEqual([
      { role: 'user', content: 'hi' },
      { role: 'assistant', content: null, reasoning_content: 'hm', tool_calls: [call] },
      { role: 'tool', tool_call_id: 'c1', content: 'rain' },
    ]);
    expect(dialog.turns).toBe(1);
    dialog.params = undefined;
    await firstValueFrom(dialog.generateResponse('so?'));
    expect(asked[2]?.messages[1]).not.toHaveProperty('reasoning_content');
  });

  it('should go on where it was saved, with another system message and other parameters', async () => {
    const { dialog, say } = atOnce({ system: 'sys' });
    await say('a');
    const other = atOnce();
    other.dialog.load(JSON.parse(JSON.stringify(dialog)));
    other.dialog.system = 'new';
    other.dialog.params = { model: 'm' };
    await other.say('b');
    expect(other.texts()).toEqual(['[new] a A b']);
    expect(other.asked[0]?.params).toEqual({ model: 'm' });
    expect(other.dialog.last?.reply.text).toBe('B');
    other.dialog.reset();
    expect(other.dialog.toJSON()).toMatchObject({ system: 'new', history: [], dropped: 0 });
    expect([other.dialog.last, other.dialog.turns]).toEqual([null, 0]);
  });

  it('should refuse what is no conversation and no question, and stay as it was', async () => {
    const { dialog, say } = atOnce();
    await say('a');
    const before = dialog.toJSON();
    expect(() => dialog.load({ ...before, history: [{ role: 'user' }] })).toThrow(/^history\[0\].content: /);
    expect(() => dialog.generateResponse([])).toThrow('input: expected text, or at least one message');
    expect(() => dialog.generateResponse([{ content: 'x' } as never])).toThrow(/^input\[0\].role: /);
    expect(() => createDialog(() => EMPTY, { maxTokens: 0 })).toThrow(RangeError);
    expect(dialog.toJSON()).toBe(before);
  });
});
