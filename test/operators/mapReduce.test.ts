import { from, map, type Observable, type OperatorFunction, range } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { concurrentMap } from '../../operators/concurrentMap.js';
import { type MapReduceOptions, mapReduce } from '../../operators/mapReduce.js';
import { answerOf } from '../../src/engine/answerOf.js';
import { failureOf } from '../../src/engine/failureOf.js';
import { createHoldings } from '../../src/engine/holdings.js';
import { CallError } from '../../src/errors/CallError.js';
import { fakePrompt } from '../../src/testing/fakePrompt.js';
import { fakeReply } from '../../src/testing/fakeReply.js';
import type { MarbleTestHelpers } from '../../src/testing/marbleRunner.js';
import { ACCOUNT } from '../../src/types/Account.js';
import type { Outcome } from '../../src/types/Outcome.js';
import type { Prompt } from '../../src/types/Prompt.js';
import { marbles } from '../helpers/marbles.js';

const part = (text: string, number: number, isLast = false, seq = 0): Prompt =>
  fakePrompt(text, seq, { part: number, isLast });
const values = { a: part('a', 0), b: part('b', 1), c: part('c', 2, true), w: fakePrompt('w', 7) };
const reduce: MapReduceOptions['reduce'] = (texts, { isFinal }) => [
  { role: 'user', content: `${isFinal ? 'all' : 'some'}(${texts.join('')})` },
];
const question = ({ messages }: Prompt) => messages[0]?.content as string;
const failing = (retryable: boolean) => new CallError('too busy', { code: 'overloaded', retryable });

/** Asks by marbles; the letter `r` answers with the question in capitals, `5` and `0` are failures. */
function ask({ cold }: MarbleTestHelpers, lines: Record<string, string | string[]>, concurrency = 9) {
  const asked: string[] = [];
  const operator: OperatorFunction<Prompt, Outcome> = concurrentMap(
    (prompt) => {
      const text = question(prompt);
      const line = lines[text] ?? lines['*'] ?? 'r|';
      const time =
        typeof line === 'string' ? line : (line[asked.filter((one) => one === text).length] as string);
      asked.push(text);
      return cold(time).pipe(
        map((letter) =>
          letter === 'r'
            ? answerOf(prompt, fakeReply(text.toUpperCase(), { costUsd: 1 }))
            : failureOf(prompt, failing(letter === '5')),
        ),
      );
    },
    { concurrency },
  );
  return { operator, asked };
}

const inShort = (outcomes: Observable<Outcome>) =>
  outcomes.pipe(
    map((outcome) => {
      const text = outcome.status === 'ok' ? outcome.text : `${outcome.error.code}: ${outcome.error.message}`;
      const { prompts, failed } = outcome.reduction ?? { prompts: 0, failed: [] };
      return `${outcome.seq} ${text} x${outcome.attempts} of ${prompts}${failed.map((one) => ` -${one.part}`).join('')}`;
    }),
  );

describe('mapReduce', () => {
  it(
    'should ask about each part, and join the answers in the order of the parts',
    marbles((helpers) => {
      const { hot, expectObservable, expectSubscriptions } = helpers;
      const source = hot('a-b-c-----|', values);
      const { operator, asked } = ask(helpers, { a: '-----r|', 'all(ABC)': '--r|' });
      expectObservable(inShort(source.pipe(mapReduce(operator, { reduce })))).toBe('-------d--|', {
        d: '0 ALL(ABC) x4 of 4',
      });
      expectSubscriptions(source.subscriptions).toBe('^---------!');
      helpers.flush();
      expect(asked).toEqual(['a', 'b', 'c', 'all(ABC)']);
    }),
  );

  it(
    'should pass never, empty, and errors of the source and of what asks',
    marbles((helpers) => {
      const { cold, expectObservable } = helpers;
      const through = (source: Observable<Prompt>) =>
        source.pipe(mapReduce(ask(helpers, {}).operator, { reduce }));
      expectObservable(through(cold('-'))).toBe('-');
      expectObservable(through(cold('--|'))).toBe('--|');
      expectObservable(through(cold('a#', values))).toBe('-#');
      const broken = mapReduce(() => cold('--#'), { reduce });
      expectObservable(cold('a-b-c', values).pipe(broken)).toBe('--#');
    }),
  );

  it(
    'should let the answer to a prompt that is no part be that of its document',
    marbles((helpers) => {
      const { cold, expectObservable } = helpers;
      const { operator } = ask(helpers, { w: '--r|' });
      expectObservable(inShort(cold('w-|', values).pipe(mapReduce(operator, { reduce })))).toBe('--d|', {
        d: '7 W x1 of 1',
      });
    }),
  );

  it(
    'should cancel what is asked when unsubscribed',
    marbles((helpers) => {
      const { hot, cold, expectObservable, expectSubscriptions } = helpers;
      const source = hot('a-b-c-|', values);
      const call = cold<Outcome>('------|');
      const operator = concurrentMap<Prompt, Outcome>(() => call, { concurrency: 2 });
      expectObservable(source.pipe(mapReduce(operator, { reduce })), '---!').toBe('-');
      expectSubscriptions(source.subscriptions).toBe('^--!');
      expectSubscriptions(call.subscriptions).toBe(['^--!', '--^!']);
    }),
  );

  it(
    'should join by a tree what does not fit in one call, while parts still come',
    marbles((helpers) => {
      const { hot, expectObservable, flush } = helpers;
      const source = hot('a-b-c-d-|', {
        ...values,
        c: part('c', 2),
        d: part('d', 3, true),
      });
      const { operator, asked } = ask(helpers, {});
      const options = { reduce, maxCharacters: 2 };
      expectObservable(inShort(source.pipe(mapReduce(operator, options)))).toBe('------d-|', {
        d: '0 ALL(SOME(AB)SOME(CD)) x7 of 7',
      });
      flush();
      expect(asked).toEqual(['a', 'b', 'c', 'some(AB)', 'd', 'some(CD)', 'all(SOME(AB)SOME(CD))']);
    }),
  );

  it(
    'should ask again about a part whose failure may pass, and name the one that fails for good',
    marbles((helpers) => {
      const { cold, expectObservable, flush } = helpers;
      const { operator, asked } = ask(helpers, { a: ['-5|', '-r|'], b: ['5|', '5|', 'r|'], 'all(AC)': 'r|' });
      expectObservable(inShort(cold('(abc)-|', values).pipe(mapReduce(operator, { reduce })))).toBe(
        '--d---|',
        {
          d: '0 ALL(AC) x6 of 4 -1',
        },
      );
      flush();
      expect(asked).toEqual(['a', 'b', 'c', 'b', 'a', 'all(AC)']);
    }),
  );

  it(
    'should not ask again when the failure would come again, nor more often than is wanted',
    marbles((helpers) => {
      const { cold, expectObservable, flush } = helpers;
      const { operator, asked } = ask(helpers, { a: '0|', b: '5|' });
      const options = { reduce, retries: 0 };
      expectObservable(inShort(cold('(abc)-|', values).pipe(mapReduce(operator, options)))).toBe('d-----|', {
        d: '0 C x3 of 3 -0 -1',
      });
      flush();
      expect(asked).toEqual(['a', 'b', 'c']);
    }),
  );

  it(
    'should make a Failure of a document none of whose parts is answered, or whose answers cannot be joined',
    marbles((helpers) => {
      const { cold, expectObservable } = helpers;
      const none = ask(helpers, { '*': '0|' }).operator;
      expectObservable(inShort(cold('(abc)-|', values).pipe(mapReduce(none, { reduce })))).toBe('d-----|', {
        d: '0 overloaded: all 3 parts failed: too busy x3 of 3 -0 -1 -2',
      });
      const apart = ask(helpers, { 'all(ABC)': '-0|' }).operator;
      expectObservable(inShort(cold('(abc)-|', values).pipe(mapReduce(apart, { reduce })))).toBe('-d----|', {
        d: '0 overloaded: the answers to its parts could not be joined: too busy x4 of 4',
      });
    }),
  );

  it(
    'should make a Failure of a document that breaks off, once what was asked has its answer',
    marbles((helpers) => {
      const { cold, expectObservable, flush } = helpers;
      const { operator, asked } = ask(helpers, { b: '----r|' });
      expectObservable(inShort(cold('ab|', values).pipe(mapReduce(operator, { reduce })))).toBe('-----d|', {
        d: '0 incomplete: the document broke off after 2 parts: its last one never came x2 of 2',
      });
      flush();
      expect(asked).toEqual(['a', 'b']);
    }),
  );

  it('should make a Failure of a document with a part that never came', () => {
    expect(outcomeOf([values.a, values.c])).toMatchObject({
      status: 'error',
      error: { code: 'incomplete', message: 'part 1 of the document never came' },
    });
  });

  it(
    'should keep documents apart, and emit each when it is through',
    marbles((helpers) => {
      const { cold, expectObservable } = helpers;
      const { operator } = ask(helpers, { a: '----r|' });
      const source = cold('(axyc)|', {
        a: part('a', 0),
        c: part('c', 1, true),
        x: part('x', 0, false, 1),
        y: part('y', 1, true, 1),
      });
      expectObservable(inShort(source.pipe(mapReduce(operator, { reduce })))).toBe('e---d-|', {
        d: '0 ALL(AC) x3 of 3',
        e: '1 ALL(XY) x3 of 3',
      });
    }),
  );

  it(
    'should turn a throwing map and a throwing reduce into errors',
    marbles((helpers) => {
      const { cold, expectObservable } = helpers;
      const boom = () => {
        throw 'boom';
      };
      const { operator } = ask(helpers, {});
      expectObservable(cold('-a', values).pipe(mapReduce(operator, { reduce, map: boom }))).toBe(
        '-#',
        undefined,
        'boom',
      );
      expectObservable(cold('(abc)', values).pipe(mapReduce(operator, { reduce: boom }))).toBe(
        '#',
        undefined,
        'boom',
      );
    }),
  );

  const sync = (answer: (prompt: Prompt) => Outcome): OperatorFunction<Prompt, Outcome> => map(answer);
  const echo = sync((prompt) => answerOf(prompt, fakeReply(question(prompt), { costUsd: 0.5 })));
  const outcomeOf = (parts: readonly Prompt[], operator = echo, options: Partial<MapReduceOptions> = {}) => {
    const outcomes: Outcome[] = [];
    from(parts)
      .pipe(mapReduce(operator, { reduce, ...options }))
      .subscribe((outcome) => outcomes.push(outcome));
    expect(outcomes).toHaveLength(1);
    return outcomes[0] as Outcome;
  };

  it(
    'should ask nothing more of a document whose answers could not be joined, and name parts that failed in order',
    marbles((helpers) => {
      const parts = Object.fromEntries([...'abcdefgh'].map((text, n) => [text, part(text, n, text === 'h')]));
      const source = helpers.hot('abcdefgh|', parts);
      // Two answers to a call: the first two are joined when the third has come.
      const lines = { a: '---0|', b: '0|', 'some(CD)': '0|' };
      const { operator, asked } = ask(helpers, lines);
      const result = source.pipe(mapReduce(operator, { reduce, maxTokens: 2, retries: 0 }));
      const failed = 'overloaded: the answers to its parts could not be joined: too busy';
      helpers.expectObservable(inShort(result)).toBe('-------d|', { d: `0 ${failed} x9 of 9 -0 -1` });
      helpers.flush();
      expect(asked.filter((text) => text.includes('('))).toEqual(['some(CD)']);
    }),
  );

  it('should not say of a question that joins answers what was taken out of the document', () => {
    const asked: Prompt[] = [];
    const answering = map((prompt: Prompt): Outcome => {
      asked.push(prompt);
      return answerOf(prompt, fakeReply(question(prompt)));
    });
    const whole = { ...fakePrompt('ab', 0), redactions: { email: 1 } };
    from([
      { ...part('a', 0), whole, redactions: { email: 1 } },
      { ...part('b', 1, true), whole },
    ])
      .pipe(mapReduce(answering, { reduce }))
      .subscribe();
    expect(asked.map(({ redactions }) => redactions)).toEqual([{ email: 1 }, undefined, undefined]);
  });

  it('should sum up tokens, money and attempts, and answer for the whole prompt', () => {
    const whole = fakePrompt('abc', 3, { input: { page: 1 } });
    const parts = ['a', 'b'].map((text, index) => ({ ...part(text, index, index === 1, 3), whole }));
    expect(outcomeOf(parts)).toMatchObject({
      status: 'ok',
      seq: 3,
      prompt: whole,
      attempts: 3,
      costUsd: 1.5,
      usage: { promptTokens: 30, completionTokens: 9 },
      reduction: { parts: 2, prompts: 3, failed: [] },
    });
    const unknown = sync((prompt) =>
      answerOf(prompt, fakeReply('x', { usage: null, costUsd: null, attempts: 0, cached: 'memory' })),
    );
    expect(outcomeOf(parts, unknown)).toMatchObject({
      usage: null,
      costUsd: null,
      attempts: 0,
      cached: 'memory',
    });
  });

  it('should hold no text of a document that was never whole in memory', () => {
    const { prompt } = outcomeOf([values.a, values.b, values.c]);
    expect(prompt).toEqual({ id: 'p0', seq: 0, messages: [] });
  });

  it(
    'should name the parts that failed in their order, whichever failed first',
    marbles((helpers) => {
      const { operator } = ask(helpers, { a: '--0|', b: '-r|', c: '0|' });
      const source = helpers.hot('(abc|)', values);
      helpers.expectObservable(inShort(source.pipe(mapReduce(operator, { reduce })))).toBe('--d|', {
        d: '0 B x3 of 3 -0 -2',
      });
    }),
  );

  it('should pass on what has an outcome already', () => {
    const outcome = answerOf(fakePrompt('q', 3), fakeReply('there'));
    const seen: unknown[] = [];
    const ask: OperatorFunction<Prompt, Outcome> = map((prompt) => answerOf(prompt, fakeReply('r')));
    from([outcome as unknown as Prompt])
      .pipe(mapReduce(ask, { reduce }))
      .subscribe((value) => seen.push(value));
    expect(seen).toEqual([outcome]);
  });

  it('should ask what map says, but not of a prompt that its source has rejected', () => {
    const asked: string[] = [];
    const operator = sync((prompt) => {
      asked.push(question(prompt));
      return prompt.rejection === undefined
        ? answerOf(prompt, fakeReply('x'))
        : failureOf(prompt, new CallError(prompt.rejection.message, { code: 'bad_input', attempts: 0 }));
    });
    const mapped: Partial<MapReduceOptions> = {
      map: (one) => [{ role: 'user', content: `${one.part}: ${question(one)}` }],
    };
    outcomeOf([values.a, { ...values.c, part: 1 }], operator, mapped);
    expect(asked).toEqual(['0: a', '1: c', 'all(xx)']);
    const rejected = { ...values.w, rejection: { code: 'bad_input', message: 'line 8 is bad' } as const };
    expect(outcomeOf([rejected], operator, mapped)).toMatchObject({
      status: 'error',
      error: { code: 'bad_input', message: 'line 8 is bad' },
    });
  });

  it('should hold answers that wait for the ones before them, and let go of them in the end', () => {
    const holdings = createHoldings({ maxItems: 2 });
    const late: (() => void)[] = [];
    const operator = concurrentMap<Prompt, Outcome>(
      (prompt) => new Promise((resolve) => late.push(() => resolve(answerOf(prompt, fakeReply('x'))))),
      { concurrency: 9 },
    );
    const held = [0, 1, 2].map((number) => ({ ...part('x', number), [ACCOUNT]: holdings }));
    const subscription = from(held).pipe(mapReduce(operator, { reduce })).subscribe();
    expect(holdings.hasRoom).toBe(false);
    late[1]?.();
    late[2]?.();
    return Promise.resolve()
      .then(() => {})
      .then(() => {
        // The first is in hand, the others wait for it.
        expect(holdings.hasRoom).toBe(false);
        subscription.unsubscribe();
        expect(holdings.hasRoom).toBe(true);
      });
  });

  it('should refuse numbers that cannot be, when it is built', () => {
    expect(() => mapReduce(echo, { reduce, maxTokens: 0 })).toThrow('expected maxTokens to be');
    expect(() => mapReduce(echo, { reduce, maxCharacters: Number.NaN })).toThrow(
      'expected maxCharacters to be',
    );
    expect(() => mapReduce(echo, { reduce, retries: -1 })).toThrow('expected retries to be');
  });

  it('should pass 1,000,000 synchronous parts in flat memory', () => {
    const reply = fakeReply('x');
    let outcome: Outcome | undefined;
    range(0, 1_000_000)
      .pipe(
        map((number) => part('x', number, number === 999_999)),
        mapReduce(
          sync((prompt) => answerOf(prompt, reply)),
          { reduce, maxCharacters: 100 },
        ),
      )
      .subscribe((one) => {
        outcome = one;
      });
    expect(outcome?.reduction).toEqual({ parts: 1_000_000, prompts: 1_010_101, failed: [] });
  });
});
