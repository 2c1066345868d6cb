import { concatMap, EMPTY, from, map, mergeMap, Observable, of, range } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { concurrentMap } from '../../operators/concurrentMap.js';
import { type ConversationOptions, dialog } from '../../operators/dialog.js';
import { answerOf } from '../../src/engine/answerOf.js';
import { failureOf } from '../../src/engine/failureOf.js';
import { createHoldings } from '../../src/engine/holdings.js';
import { CallError } from '../../src/errors/CallError.js';
import { fakePrompt } from '../../src/testing/fakePrompt.js';
import { fakeReply } from '../../src/testing/fakeReply.js';
import type { MarbleTestHelpers } from '../../src/testing/marbleRunner.js';
import { type Conversation, newConversation } from '../../src/text/dialog/Conversation.js';
import { ACCOUNT } from '../../src/types/Account.js';
import type { Outcome } from '../../src/types/Outcome.js';
import type { Prompt } from '../../src/types/Prompt.js';
import type { Reply } from '../../src/types/Reply.js';
import { marbles } from '../helpers/marbles.js';

let seq = 0;
/** A turn of the conversation that its letter names, or of none. */
const turn = (text: string, conversation?: string, but: Partial<Prompt> = {}): Prompt =>
  fakePrompt(text, seq++, { ...(conversation !== undefined && { input: { conversation } }), ...but });
const values = { a: turn('a', '1'), b: turn('b', '1'), c: turn('c', '1'), x: turn('x', '2'), n: turn('n') };
const asText = ({ messages }: Prompt) =>
  messages.map(({ role, content }) => (role === 'system' ? `[${content}]` : content)).join(' ');
const failing = (prompt: Prompt) => failureOf(prompt, new CallError('too busy', { code: 'overloaded' }));

/** Asks by marbles, by the last words; `r` answers with them in capitals, `5` is a failure. */
function ask({ cold }: MarbleTestHelpers, lines: Record<string, string>) {
  const asked: string[] = [];
  const operator = concurrentMap<Prompt, Outcome>(
    (prompt) => {
      asked.push(asText(prompt));
      const text = String(prompt.messages.at(-1)?.content);
      return cold(lines[text] ?? lines['*'] ?? '--r|').pipe(
        map((letter) => (letter === 'r' ? answerOf(prompt, fakeReply(text.toUpperCase())) : failing(prompt))),
      );
    },
    { concurrency: 9 },
  );
  return { operator, asked };
}
const inShort = (outcomes: Observable<Outcome>) =>
  outcomes.pipe(map((one) => (one.status === 'ok' ? one.text : `${one.id} ${one.error.code}`)));

/** Answers at once, with the last words in capitals unless `reply` says otherwise; `no` fails. */
function atOnce(options: ConversationOptions = {}, reply: (prompt: Prompt) => Partial<Reply> = () => ({})) {
  const asked: Prompt[] = [];
  const operator = dialog(
    map((prompt): Outcome => {
      asked.push(prompt);
      const text = String(prompt.messages.at(-1)?.content);
      return text === 'no' ? failing(prompt) : answerOf(prompt, fakeReply(text.toUpperCase(), reply(prompt)));
    }),
    options,
  );
  const outcomes = (...prompts: Prompt[]) => {
    const seen: Outcome[] = [];
    from(prompts)
      .pipe(operator)
      .subscribe((outcome) => seen.push(outcome));
    return seen;
  };
  return { operator, outcomes, texts: () => asked.map(asText), asked };
}
/** A turn of them has 16 tokens. */
const words = (name: string) => `${name} one two three four`;
const small = { maxTokens: 38, keepTokens: 20 };

describe('dialog', () => {
  it(
    'should ask each turn with all that was said before, one at a time, and those of others meanwhile',
    marbles((helpers) => {
      const { hot, expectObservable, expectSubscriptions, flush } = helpers;
      const source = hot('ab-x-n-c----|', values);
      const { operator, asked } = ask(helpers, { a: '----r|' });
      expectObservable(inShort(source.pipe(dialog(operator)))).toBe('----AXBN-C--|');
      expectSubscriptions(source.subscriptions).toBe('^-----------!');
      flush();
      expect(asked).toEqual(['a', 'x', 'a A b', 'n', 'a A b B c']);
    }),
  );

  it(
    'should pass never, empty, and errors of the source and of what asks',
    marbles((helpers) => {
      const { cold, expectObservable } = helpers;
      const through = (source: Observable<Prompt>) => inShort(source.pipe(dialog(ask(helpers, {}).operator)));
      expectObservable(through(cold('-'))).toBe('-');
      expectObservable(through(cold('--|'))).toBe('--|');
      expectObservable(through(cold('-a|', values))).toBe('---A|');
      expectObservable(through(cold('-ab-#', values))).toBe('---A#');
      const broken = cold('-a-b', values).pipe(dialog(concatMap(() => cold<Outcome>('-#'))));
      expectObservable(broken).toBe('--#');
      expectObservable(cold('-a-b|', values).pipe(dialog(() => EMPTY))).toBe('|');
    }),
  );

  it(
    'should cancel what is asked when unsubscribed',
    marbles((helpers) => {
      const { cold, hot, expectObservable, expectSubscriptions } = helpers;
      const source = hot('-ab-', values);
      const call = cold<Outcome>('------|');
      const asking = concurrentMap<Prompt, Outcome>(() => call, { concurrency: 9 });
      expectObservable(source.pipe(dialog(asking)), '^---!').toBe('-----');
      expectSubscriptions(source.subscriptions).toBe('^---!');
      expectSubscriptions(call.subscriptions).toBe('-^--!');
    }),
  );

  it(
    'should leave a conversation as it was when a turn fails, and go on with the next',
    marbles((helpers) => {
      const { cold, expectObservable, flush } = helpers;
      const { operator, asked } = ask(helpers, { b: '-5|' });
      expectObservable(inShort(cold('(abc)-|', values).pipe(dialog(operator)))).toBe('--AF-C|', {
        A: 'A',
        F: 'p1 overloaded',
        C: 'C',
      });
      flush();
      expect(asked).toEqual(['a', 'a A b', 'a A c']);
    }),
  );

  it(
    'should turn a throwing callback into an error',
    marbles((helpers) => {
      const { cold, expectObservable } = helpers;
      const boom = () => {
        throw 'boom';
      };
      const { operator } = ask(helpers, { '*': 'r|' });
      const through = (options: ConversationOptions) =>
        inShort(cold('-a', values).pipe(dialog(operator, options)));
      for (const name of ['key', 'load', 'save', 'isLast', 'tokensOf'])
        expectObservable(through({ [name]: boom })).toBe('-#', undefined, 'boom');
    }),
  );

  it('should give each outcome the prompt as it was', () => {
    const prompts = [
      turn('a', '1', { params: { temperature: 0 } }),
      turn('b', '1'),
      turn('no', '1'),
      turn('n'),
    ];
    const { outcomes, asked } = atOnce({ system: 'sys' });
    const seen = outcomes(...prompts);
    expect(seen.map(({ prompt }) => prompt)).toEqual(prompts);
    for (const [index, { prompt, id, seq }] of seen.entries()) {
      expect(prompt).toBe(prompts[index]);
      expect([id, seq]).toEqual([prompt.id, prompt.seq]);
    }
    expect(asked.map(asText)).toEqual(['[sys] a', '[sys] a A b', '[sys] a A b B no', 'n']);
    expect(asked[0]?.params).toEqual({ temperature: 0 });
  });

  it('should let outcomes and rejected prompts pass', () => {
    const done = answerOf(turn('d', '1'), fakeReply('done'));
    const rejected = turn('', '1', { rejection: { code: 'bad_input', message: 'line 3' } });
    const { outcomes, texts } = atOnce();
    expect(outcomes(done as never)[0]).toBe(done);
    outcomes(rejected, turn('a', '1'));
    expect(texts()).toEqual(['', 'a']);
  });

  it('should take the system message of a prompt for the conversation, if the turn is answered', () => {
    const withSystem = (text: string, ...systems: string[]) =>
      turn(text, '1', {
        messages: [
          ...systems.map((content) => ({ role: 'system', content })),
          { role: 'user', content: text },
        ],
      });
    const { outcomes, texts } = atOnce({ system: 'sys' });
    outcomes(withSystem('a', 'own'), turn('b', '1'), withSystem('no', 'bad'), withSystem('c', 'p', 'q'));
    expect(texts()).toEqual(['[own] a', '[own] a A b', '[bad] a A b B no', '[p\n\nq] a A b B c']);
  });

  it('should drop the oldest turns when too much was said', () => {
    const { outcomes, texts } = atOnce({ ...small, system: 's' });
    outcomes(...['a', 'b', 'c', 'd'].map((name) => turn(words(name), '1')));
    const [, , third, fourth] = texts();
    expect(third).toBe(`[s] ${words('c')}`);
    expect(fourth).toBe(`${third} ${words('C').toUpperCase()} ${words('d')}`);
  });

  it('should have what it drops summarized, and charge it to the turn', () => {
    const { outcomes, texts, asked } = atOnce({ ...small, summarize: true }, ({ id }) =>
      id.endsWith('~summary') ? { text: 'They counted.', costUsd: 2 } : { costUsd: 1 },
    );
    const prompts = ['a', 'b', 'c'].map((name) => turn(words(name), '1', { params: { max_tokens: 9 } }));
    const third = outcomes(...prompts)[2];
    expect(texts()[2]).toMatch(/^a one .* B ONE TWO THREE FOUR Summarize our conversation/);
    expect(texts()[3]).toBe(`[Summary of the conversation so far:\nThey counted.] ${words('c')}`);
    expect(asked[2]).toMatchObject({ id: `${prompts[2]?.id}~summary`, seq: prompts[2]?.seq });
    expect([asked[2]?.params, asked[3]?.params]).toEqual([{}, { max_tokens: 9 }]);
    expect(third).toMatchObject({ status: 'ok', id: prompts[2]?.id, costUsd: 3, attempts: 2 });
    expect(third?.prompt).toBe(prompts[2]);
  });

  it('should fail a turn whose summary fails, or which fails behind it, and go on', () => {
    let fails = true;
    const asked: string[] = [];
    const operator = dialog(
      map((prompt): Outcome => {
        asked.push(prompt.id);
        const text = String(prompt.messages.at(-1)?.content);
        const isBad = fails && text.startsWith('Summarize');
        if (isBad) fails = false;
        return isBad || text.startsWith('d')
          ? failing(prompt)
          : answerOf(prompt, fakeReply(text.toUpperCase()));
      }),
      { ...small, summarize: true },
    );
    const prompts = ['a', 'b', 'c', 'd', 'e'].map((name, index) =>
      turn(words(name), '1', { id: name, seq: index }),
    );
    const seen: Outcome[] = [];
    from(prompts)
      .pipe(operator)
      .subscribe((outcome) => seen.push(outcome));
    expect(seen.map(({ id, status, attempts }) => [id, status, attempts])).toEqual([
      ['a', 'ok', 1],
      ['b', 'ok', 1],
      ['c', 'error', 1],
      ['d', 'error', 2],
      ['e', 'ok', 2],
    ]);
    expect(seen[2]?.prompt).toBe(prompts[2]);
    expect(seen[3]).not.toHaveProperty('usage');
    expect(asked).toEqual(['a', 'b', 'c~summary', 'd~summary', 'd', 'e~summary', 'e']);
  });

  it('should keep thoughts only where tools are', () => {
    const params = { tools: [{ type: 'function', function: { name: 'f' } }] };
    const { outcomes, asked } = atOnce({}, () => ({ reasoning: 'hm' }));
    outcomes(
      turn('a', '1', { params }),
      turn('b', '1', { params }),
      turn('c', '1'),
      turn('d', '2'),
      turn('e', '2'),
    );
    expect(asked[1]?.messages[1]).toHaveProperty('reasoning_content', 'hm');
    expect(asked[2]?.messages[1]).not.toHaveProperty('reasoning_content');
    expect(asked[4]?.messages[1]).not.toHaveProperty('reasoning_content');
    // What is no turn is nobody's business.
    const own = turn('f', undefined, { messages: asked[1]?.messages ?? [], input: { conversation: null } });
    outcomes(own);
    expect(asked[5]?.messages).toBe(own.messages);
  });

  it('should forget a conversation behind its last turn, and those that have rested longest', () => {
    const ended = atOnce({ isLast: ({ input }) => input?.last === true });
    const last = turn('b', '1', { input: { conversation: '1', last: true } });
    ended.outcomes(turn('a', '1'), last, turn('c', '1'));
    expect(ended.texts()).toEqual(['a', 'a A b', 'c']);

    const few = atOnce({ maxConversations: 2 });
    const [a, b, c] = ['1', '2', '3'].map((key) => () => turn(key, key)) as [
      () => Prompt,
      () => Prompt,
      () => Prompt,
    ];
    few.outcomes(a(), b(), a(), c(), a(), b());
    expect(few.texts()).toEqual(['1', '2', '1 1 1', '3', '1 1 1 1 1', '2']);
  });

  it('should go on with what `load` gives, and tell `save` of every turn that was answered', () => {
    const saved = new Map<string, Conversation>([['1', { ...newConversation('old'), dropped: 7 }]]);
    const { outcomes, texts } = atOnce({
      maxConversations: 0,
      load: (key) => saved.get(key),
      save: (key, conversation) => saved.set(key, conversation),
    });
    outcomes(turn('a', '1'), turn('no', '1'), turn('b', '1'), turn('c', '2'));
    expect(texts()).toEqual(['[old] a', '[old] a A no', '[old] a A b', 'c']);
    expect(saved.get('1')).toMatchObject({ dropped: 7, history: { length: 4 } });
    expect(saved.get('2')).toMatchObject({ system: null, history: { length: 2 } });
  });

  it('should know conversations by a number as well', () => {
    const { outcomes, texts } = atOnce();
    outcomes(
      ...['a', 'b'].map((text) => turn(text, undefined, { input: { conversation: 7 } })),
      turn('c', '7'),
    );
    expect(texts()).toEqual(['a', 'a A b', 'a A b B c']);
  });

  it('should use the conversations that `key` names', () => {
    const { outcomes, texts } = atOnce({ key: ({ params }) => params?.user_id as string });
    const by = (text: string, user_id: string) => turn(text, 'all', { params: { user_id } });
    outcomes(by('a', 'ann'), by('b', 'bob'), by('c', 'ann'), turn('d', 'all'));
    expect(texts()).toEqual(['a', 'b', 'a A c', 'd']);
  });

  it('should take one outcome of each question, whatever `ask` makes', () => {
    const seen: unknown[] = [];
    const twice = concatMap((prompt: Prompt) => {
      const answer = answerOf({ ...prompt }, fakeReply(asText(prompt)));
      return of(answer, answer);
    });
    from([turn('a', '1'), turn('b', '1')])
      .pipe(dialog(twice), inShort)
      .subscribe((text) => seen.push(text));
    expect(seen).toEqual(['a', 'a a b']);
    const made = map(({ id, seq, messages }: Prompt) => answerOf({ id, seq, messages }, fakeReply('')));
    of(turn('a', '1', { id: 'p9' }))
      .pipe(dialog(made))
      .subscribe({ error: (error) => seen.push(error) });
    expect(seen[2]).toEqual(new TypeError('p9: an outcome of a prompt that no conversation has asked'));
  });

  it('should hold the turns that wait, and let go of them when they are asked or cancelled', async () => {
    const holdings = createHoldings({ maxItems: 1 });
    const late: (() => void)[] = [];
    // Holds nothing itself.
    const asking = mergeMap(
      (prompt: Prompt) =>
        new Promise<Outcome>((resolve) => late.push(() => resolve(answerOf(prompt, fakeReply('x'))))),
    );
    const held = (...texts: string[]) => texts.map((text) => turn(text, '1', { [ACCOUNT]: holdings }));
    const two = from(held('a', 'b')).pipe(dialog(asking)).subscribe();
    expect([late.length, holdings.hasRoom]).toEqual([1, false]);
    late[0]?.();
    await expect.poll(() => late.length).toBe(2);
    expect(holdings.hasRoom).toBe(true);
    two.unsubscribe();

    const three = from(held('a', 'b', 'c'))
      .pipe(dialog(asking))
      .subscribe();
    expect(holdings.hasRoom).toBe(false);
    three.unsubscribe();
    expect(holdings.hasRoom).toBe(true);
  });

  it('should refuse numbers that cannot be, when it is built', () => {
    const asking = map((prompt: Prompt): Outcome => failing(prompt));
    expect(() => dialog(asking, { maxTokens: 0 })).toThrow('expected maxTokens to be');
    expect(() => dialog(asking, { maxTokens: 9, keepTokens: 10 })).toThrow('expected keepTokens to be');
    for (const maxConversations of [-1, 0.5])
      expect(() => dialog(asking, { maxConversations })).toThrow('expected maxConversations to be');
  });

  it('should pass 1,000,000 synchronous turns of a thousand conversations, which wait for the first ones', () => {
    const reply = fakeReply('x');
    const late: (() => void)[] = [];
    const seen = { answered: 0, longest: 0 };
    const asking = concurrentMap<Prompt, Outcome>(
      (prompt) => {
        seen.longest = Math.max(seen.longest, prompt.messages.length);
        const answer = answerOf(prompt, reply);
        if (prompt.seq >= 1_000) return of(answer);
        return new Observable((subscriber) => {
          late.push(() => {
            subscriber.next(answer);
            subscriber.complete();
          });
        });
      },
      { concurrency: 1_000 },
    );
    range(0, 1_000_000)
      .pipe(
        map((number) => fakePrompt('q', number, { input: { conversation: `${number % 1_000}` } })),
        dialog(asking, { maxTokens: 20, tokensOf: () => 4 }),
      )
      .subscribe(() => seen.answered++);
    expect([seen.answered, late.length]).toEqual([0, 1_000]);
    for (const answer of late) answer();
    expect(seen).toEqual({ answered: 1_000_000, longest: 5 });
  });
});
