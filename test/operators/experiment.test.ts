import { EMPTY, map, NEVER, of, range, throwError } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { type ExperimentOptions, experiment } from '../../operators/experiment.js';
import { answerOf } from '../../src/engine/answerOf.js';
import type { Arm } from '../../src/engine/experiment/Arm.js';
import { failureOf } from '../../src/engine/failureOf.js';
import { CallError } from '../../src/errors/CallError.js';
import { fakePrompt } from '../../src/testing/fakePrompt.js';
import type { MarbleTestHelpers } from '../../src/testing/marbleRunner.js';
import type { Outcome } from '../../src/types/Outcome.js';
import type { Prompt } from '../../src/types/Prompt.js';
import { aReply } from '../helpers/aReply.js';
import { marbles } from '../helpers/marbles.js';
import { asPrompts } from './stack.js';

const arms: readonly Arm[] = [
  { name: 'plain' },
  { name: 'warm', params: { temperature: 1 }, system: 'Be warm.' },
];
/** By their position, in turn. */
const turns = { armOf: ({ seq }: Prompt) => (seq === 2 ? undefined : seq % 2) };
/** Answers each prompt with how it was asked. */
const ask = map((prompt: Prompt): Outcome => {
  const system = prompt.messages[0]?.role === 'system' ? 'system ' : '';
  return answerOf({ ...prompt }, aReply({ text: `${system}${prompt.params?.temperature ?? '-'}` }));
});
const options: ExperimentOptions = { arms, assign: turns, score: ({ seq }) => seq };
const through = (given: Partial<ExperimentOptions> = {}) => experiment({ ...options, ...given }, ask);
const inShort = map(
  ({ arm, score, outcome }: { arm: number | undefined; score: number | null; outcome: Outcome }) =>
    outcome.status === 'ok' ? `${outcome.seq} ${arm} ${outcome.text} ${score}` : 'failed',
);
const prompts = ({ hot }: MarbleTestHelpers, marble: string) => hot<string>(marble).pipe(asPrompts);

describe('experiment', () => {
  it(
    'should ask each prompt by its arm, and one that is held out as it is',
    marbles((helpers) => {
      helpers
        .expectObservable(prompts(helpers, '-a-b-c|').pipe(through(), inShort))
        .toBe('-a-b-c|', { a: '0 0 - 0', b: '1 1 system 1 1', c: '2 undefined - 2' });
    }),
  );

  it(
    'should ask by every arm when paired',
    marbles((helpers) => {
      helpers
        .expectObservable(prompts(helpers, '-a----|').pipe(through({ assign: 'paired' }), inShort))
        .toBe('-(ab)-|', { a: '0 0 - 0', b: '0 1 system 1 0' });
    }),
  );

  it(
    'should wait for scores that are calls, so many at once, and cancel them when unsubscribed',
    marbles((helpers) => {
      const { cold, expectObservable, expectSubscriptions } = helpers;
      const call = cold('--s|', { s: 7 });
      const scored = prompts(helpers, '-ab').pipe(through({ score: () => call, concurrency: 1 }), inShort);
      expectObservable(scored, '-----!').toBe('---a--', { a: '0 0 - 7' });
      expectSubscriptions(call.subscriptions).toBe(['-^--!', '----^!']);
    }),
  );

  it(
    'should be silent, empty and broken with its source, and let go of it',
    marbles((helpers) => {
      const { cold, expectObservable, expectSubscriptions } = helpers;
      expectObservable(NEVER.pipe(through())).toBe('-');
      expectObservable(EMPTY.pipe(through())).toBe('|');
      expectObservable(throwError(() => 'x').pipe(through())).toBe('#', undefined, 'x');
      const source = cold('-a-');
      expectObservable(source.pipe(asPrompts, through(), inShort), '--!').toBe('-a-', { a: '0 0 - 0' });
      expectSubscriptions(source.subscriptions).toBe('^-!');
    }),
  );

  it(
    'should leave out what was asked before, by the arm that would ask it again',
    marbles((helpers) => {
      const seen: string[] = [];
      const skip = ({ seq, messages }: Prompt, arm: number | undefined) => {
        seen.push(`${seq} ${arm} ${messages[0]?.role}`);
        return seq === 1;
      };
      const { expectObservable, flush } = helpers;
      expectObservable(prompts(helpers, '-a-b-c|').pipe(through({ skip }), inShort)).toBe('-a---c|', {
        a: '0 0 - 0',
        c: '2 undefined - 2',
      });
      const skipTerse = (_: Prompt, arm: number | undefined) => arm === 1;
      const paired = through({ assign: 'paired', skip: skipTerse });
      expectObservable(prompts(helpers, '-a-|').pipe(paired, inShort)).toBe('-a-|', { a: '0 0 - 0' });
      flush();
      // As it is asked, system message and all.
      expect(seen).toEqual(['0 0 user', '1 1 system', '2 undefined user']);
    }),
  );

  it.each([true, 'text', undefined, Number.NaN])(
    'should refuse %j for a score, given or called for',
    (given) => {
      const errors: unknown[] = [];
      for (const score of [() => given, () => of(given)])
        of(fakePrompt('q', 0))
          .pipe(through({ score: score as never }))
          .subscribe({ error: (error) => errors.push(error.message) });
      const message = expect.stringMatching(/expected a score to be a number, or null, got/);
      expect(errors).toEqual([message, message]);
    },
  );

  it('should let the assignment learn from what came of its arms, not from the others', () => {
    const learn = vi.fn();
    of(0, 1, 2)
      .pipe(
        map((seq) => fakePrompt('q', seq)),
        through({ assign: { ...turns, learn } }),
      )
      .subscribe();
    expect(learn.mock.calls.map(([arm, { score, costUsd }]) => [arm, score, costUsd])).toEqual([
      [0, 0, 0.0001],
      [1, 1, 0.0001],
    ]);
  });

  it('should not count what a reused answer took', () => {
    const reused = map((prompt: Prompt): Outcome => answerOf(prompt, aReply({ cached: 'memory' })));
    const seen: unknown[] = [];
    of(fakePrompt('q', 0))
      .pipe(experiment(options, reused))
      .subscribe((trial) => seen.push(trial));
    expect(seen).toMatchObject([{ ok: true, costUsd: null, latencyMs: null, outputTokens: null }]);
  });

  it('should put the words and parameters of an arm in place of those that a prompt has', () => {
    const prompts: Prompt[] = [];
    const seen = map((prompt: Prompt): Outcome => {
      prompts.push(prompt);
      return answerOf(prompt, aReply());
    });
    const user = { role: 'user', content: 'q' } as const;
    const own = { role: 'system', content: 'Be cold.' } as const;
    const rejection = { code: 'bad_input', message: 'line 1 is bad' } as const;
    const params = { temperature: 0, max_tokens: 9 };
    of(
      { ...fakePrompt('q', 1), messages: [own, user], params },
      { ...fakePrompt('q', 1), messages: [user] },
      { ...fakePrompt('q', 1), messages: [] },
      { ...fakePrompt('q', 1), messages: [own, user], rejection },
    )
      .pipe(experiment(options, seen))
      .subscribe();
    const warm = { role: 'system', content: 'Be warm.' };
    expect(prompts.map(({ messages, params }) => [messages, params])).toEqual([
      [[warm, user], { temperature: 1, max_tokens: 9 }],
      [[warm, user], { temperature: 1 }],
      [[warm], { temperature: 1 }],
      [[own, user], { temperature: 1 }],
    ]);
  });

  it('should tell of failures, of scores that nobody could give, and of what nobody counted', () => {
    const error = { code: 'timeout', message: 'late', httpStatus: null, retryable: true, body: null };
    const outcomes = [
      answerOf(fakePrompt('q', 0), aReply()),
      answerOf(fakePrompt('q', 1), aReply({ usage: null, costUsd: null })),
      failureOf(fakePrompt('q', 3), new CallError('late', error)),
    ];
    const asked = map((prompt: Prompt): Outcome => {
      const outcome = outcomes.find(({ seq }) => seq === prompt.seq) as Outcome;
      return { ...outcome, prompt };
    });
    const scores = [null, of(null), [4]];
    const seen: unknown[] = [];
    of(0, 1, 3)
      .pipe(
        map((seq) => fakePrompt('q', seq)),
        experiment({ ...options, score: () => scores.shift() as never }, asked),
      )
      .subscribe(({ outcome, ...trial }) => seen.push(trial));
    const { latencyMs } = aReply();
    expect(seen).toEqual([
      { arm: 0, score: null, ok: true, costUsd: 0.0001, latencyMs, outputTokens: 5 },
      { arm: 1, score: null, ok: true, costUsd: null, latencyMs, outputTokens: null },
      { arm: 1, score: 4, ok: false, costUsd: null, latencyMs: null, outputTokens: null },
    ]);
  });

  it('should pass on what a score or an assignment throws, and an outcome of a stranger', () => {
    const boom = new Error('boom');
    const thrower = () => {
      throw boom;
    };
    const errors: unknown[] = [];
    const one = of(fakePrompt('q', 0));
    const stranger = map((): Outcome => answerOf(fakePrompt('other', 9), aReply()));
    for (const trial of [
      one.pipe(through({ score: thrower })),
      one.pipe(through({ assign: { armOf: thrower } })),
      one.pipe(experiment(options, stranger)),
    ])
      trial.subscribe({ error: (error) => errors.push(error) });
    expect(errors).toEqual([boom, boom, expect.any(TypeError)]);
  });

  it('should take a million prompts that are there at once', () => {
    let count = 0;
    range(0, 1_000_000)
      .pipe(
        map((seq) => fakePrompt('q', seq)),
        through(),
      )
      .subscribe(() => count++);
    expect(count).toBe(1_000_000);
  });

  it('should refuse arms that cannot be told apart', () => {
    expect(() => through({ arms: [] })).toThrow(RangeError);
    expect(() => through({ arms: [{ name: 'a' }, { name: 'a' }] })).toThrow(RangeError);
  });
});
