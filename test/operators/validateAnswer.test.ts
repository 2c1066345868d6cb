import { EMPTY, NEVER, of, throwError } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { validateAnswer } from '../../operators/validateAnswer.js';
import { CallError } from '../../src/errors/CallError.js';
import type { MarbleTestHelpers } from '../../src/testing/marbleRunner.js';
import type { AnswerCheck } from '../../src/types/AnswerCheck.js';
import type { Message } from '../../src/types/Message.js';
import type { Delta, Reply } from '../../src/types/Reply.js';
import { aReply } from '../helpers/aReply.js';
import { marbles } from '../helpers/marbles.js';

/** Lower case fits. */
const check: AnswerCheck = (text) =>
  text === text.toLowerCase()
    ? { ok: true, value: { said: text } }
    : { ok: false, problems: [`/said must not be ${text}`] };

const replies = Object.fromEntries([...'abcABCLX'].map((text) => [text, aReply({ text, costUsd: 0.5 })]));
const L = aReply({ text: 'L', finishReason: 'length' });
const read = (text: string, tries = 1): Reply => ({
  ...aReply({ text, attempts: tries, costUsd: tries * 0.5 }),
  usage: {
    promptTokens: 12 * tries,
    promptCacheHitTokens: 0,
    promptCacheMissTokens: 12 * tries,
    completionTokens: 5 * tries,
    reasoningTokens: 0,
  },
  json: { said: text },
});
const calls = ({ cold }: MarbleTestHelpers, marble: string) => cold<Reply>(marble, { ...replies, L });

describe('validateAnswer', () => {
  it(
    'should read an answer that fits, and be silent and empty with its call',
    marbles((helpers) => {
      const { expectObservable, expectSubscriptions } = helpers;
      const call = calls(helpers, '--a|');
      expectObservable(call.pipe(validateAnswer(check))).toBe('--a|', { a: read('a') });
      expectSubscriptions(call.subscriptions).toBe('^--!');
      expectObservable(NEVER.pipe(validateAnswer(check))).toBe('-');
      expectObservable(EMPTY.pipe(validateAnswer(check))).toBe('|');
      expectObservable(throwError(() => 'boom').pipe(validateAnswer(check))).toBe('#', undefined, 'boom');
    }),
  );

  it(
    'should ask again with what is wrong, and tell what all tries took',
    marbles((helpers) => {
      const { expectObservable, expectSubscriptions, flush } = helpers;
      const call = calls(helpers, '--A|');
      const [second, third] = [calls(helpers, '-B|'), calls(helpers, '-c|')];
      const asked: (readonly Message[])[] = [];
      const repair = (turns: readonly Message[]) => {
        asked.push(turns);
        return asked.length === 1 ? second : third;
      };
      const onRepair = vi.fn();
      expectObservable(call.pipe(validateAnswer(check, { repair, onRepair }))).toBe('------c|', {
        c: read('c', 3),
      });
      expectSubscriptions(call.subscriptions).toBe('^--!');
      expectSubscriptions(second.subscriptions).toBe('---^-!');
      expectSubscriptions(third.subscriptions).toBe('-----^-!');
      flush();
      expect(asked[1]).toEqual([
        { role: 'assistant', content: 'B' },
        { role: 'user', content: expect.stringContaining('- /said must not be B') },
      ]);
      expect(onRepair.mock.calls).toEqual([[['/said must not be A']], [['/said must not be B']]]);
    }),
  );

  it(
    'should fail with the text and the bill of all tries when no repair is left',
    marbles((helpers) => {
      const { expectObservable } = helpers;
      const error = (message: string, more: object) =>
        new CallError(message, { code: 'invalid_answer', route: 'main', failover: false, ...more });
      const once = calls(helpers, '--A|').pipe(validateAnswer(check));
      const { usage } = aReply();
      expectObservable(once).toBe(
        '---#',
        undefined,
        error('the answer does not fit: /said must not be A', { body: 'A', usage }),
      );
      const repair = () => calls(helpers, '-B|');
      const twice = calls(helpers, 'A|').pipe(validateAnswer(check, { repair, maxRepairs: 1 }));
      expectObservable(twice).toBe(
        '---#',
        undefined,
        error('the answer does not fit after 1 repair: /said must not be B', {
          body: 'B',
          attempts: 2,
          usage: read('b', 2).usage,
        }),
      );
    }),
  );

  it('should not try to repair what was cut', () => {
    const repair = vi.fn();
    const failed: CallError[] = [];
    of(L)
      .pipe(validateAnswer(check, { repair }))
      .subscribe({ error: (error) => failed.push(error) });
    expect(failed[0]?.message).toMatch(/cut at the limit .*: allow more tokens/);
    expect(repair).not.toHaveBeenCalled();
  });

  it('should know nothing of a bill of which one try tells nothing', () => {
    const got: Reply[] = [];
    of(aReply({ text: 'A', usage: null }))
      .pipe(validateAnswer(check, { repair: () => of(aReply({ text: 'b', costUsd: null })) }))
      .subscribe((reply) => got.push(reply));
    expect(got[0]).toMatchObject({ text: 'b', usage: null, costUsd: null, attempts: 2 });
  });

  it('should fail as a repair fails, with the attempts of all', () => {
    const failed: unknown[] = [];
    const broken = new CallError('slow down', { code: 'rate_limited', attempts: 3 });
    of(aReply({ text: 'A' }))
      .pipe(validateAnswer(check, { repair: () => throwError(() => broken) }))
      .subscribe({ error: (error) => failed.push(error) });
    expect(failed).toMatchObject([{ code: 'rate_limited', attempts: 4 }]);
  });

  it(
    'should abort the call, or its repair, when unsubscribed',
    marbles((helpers) => {
      const { expectObservable, expectSubscriptions } = helpers;
      const call = calls(helpers, '--A|');
      const second = calls(helpers, '-------c|');
      const checked = call.pipe(validateAnswer(check, { repair: () => second }));
      expectObservable(checked, '-----!').toBe('------');
      expectSubscriptions(call.subscriptions).toBe('^--!');
      expectSubscriptions(second.subscriptions).toBe('---^-!');
    }),
  );

  it('should pass on what a check, a repair or a listener throws', () => {
    const boom = new Error('boom');
    const thrower = () => {
      throw boom;
    };
    const errors: unknown[] = [];
    const answer = of(aReply({ text: 'A' }));
    for (const checked of [
      answer.pipe(validateAnswer(thrower)),
      answer.pipe(validateAnswer(check, { repair: thrower })),
      answer.pipe(validateAnswer(check, { repair: () => answer, onRepair: thrower })),
    ])
      checked.subscribe({ error: (error) => errors.push(error) });
    expect(errors).toEqual([boom, boom, boom]);
  });

  it('should pass the deltas of a stream, read its end, and not repair it', () => {
    const text: Delta = { type: 'text', text: 'x' };
    const end = (said: string): Delta => ({ type: 'end', reply: aReply({ text: said }) });
    const seen: unknown[] = [];
    const repair = vi.fn();
    const watch = {
      next: (value: Delta) => seen.push(value),
      error: ({ code }: CallError) => seen.push(code),
    };
    of(text, end('a')).pipe(validateAnswer(check, { repair })).subscribe(watch);
    of(text, end('A')).pipe(validateAnswer(check, { repair })).subscribe(watch);
    expect(seen).toEqual([
      text,
      { type: 'end', reply: { ...aReply({ text: 'a' }), json: { said: 'a' } } },
      text,
      'invalid_answer',
    ]);
    expect(repair).not.toHaveBeenCalled();
  });

  it('should repair twice unless told otherwise, and not at all when told so', () => {
    const failed: CallError[] = [];
    const repair = vi.fn(() => of(aReply({ text: 'B' })));
    for (const maxRepairs of [undefined, 0]) {
      of(aReply({ text: 'A' }))
        .pipe(validateAnswer(check, maxRepairs === undefined ? { repair } : { repair, maxRepairs }))
        .subscribe({ error: (error) => failed.push(error) });
    }
    expect(repair).toHaveBeenCalledTimes(2);
    expect(failed.map(({ message, attempts }) => [message, attempts])).toEqual([
      ['the answer does not fit after 2 repairs: /said must not be B', 3],
      ['the answer does not fit: /said must not be A', 1],
    ]);
  });

  it('should name all that is wrong, and leave the error of a first call as it is', () => {
    const failed: unknown[] = [];
    const watch = { error: (error: unknown) => failed.push(error) };
    of(aReply({ text: 'A' }))
      .pipe(validateAnswer(() => ({ ok: false, problems: ['one', 'other'] })))
      .subscribe(watch);
    const broken = new CallError('slow down', { code: 'rate_limited', attempts: 3 });
    throwError(() => broken)
      .pipe(validateAnswer(check, { repair: () => EMPTY }))
      .subscribe(watch);
    expect((failed[0] as Error).message).toBe('the answer does not fit: one; other');
    expect(failed[1]).toBe(broken);
  });

  it('should pass on what is no answer, and complete when a repair brings none', () => {
    const seen: unknown[] = [];
    const other = { type: 'other' } as never;
    of<Reply[]>(other, aReply({ text: 'A' }))
      .pipe(validateAnswer(check, { repair: () => EMPTY }))
      .subscribe({ next: (value) => seen.push(value), complete: () => seen.push('done') });
    expect(seen).toEqual([other, 'done']);
  });

  it('should check its numbers', () => {
    for (const maxRepairs of [-1, 1.5])
      expect(() => validateAnswer(check, { maxRepairs })).toThrow('maxRepairs');
  });
});
