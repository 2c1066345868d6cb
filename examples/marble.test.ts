// A marble test of a pipeline of your own: half a minute of waiting in no time, without a network.
//
//   npx vitest run examples/marble.test.ts
import { map, type SchedulerLike } from 'rxjs';
import { catchFailure, concurrentMap, deadline, type Prompt, type Route, retryBackoff } from 'rxprompt';
import { fakeModel, fakePrompt, marbleRunner } from 'rxprompt/testing';
import { expect, it } from 'vitest';

const marbles = marbleRunner((actual, expected) => expect(actual).toEqual(expected));

/** What is tested. It takes the clock and the dice as arguments, as our operators do. */
const ask = (model: Route, clock: { scheduler?: SchedulerLike; random?: () => number } = {}) =>
  concurrentMap(
    (prompt: Prompt) =>
      model
        .call(prompt)
        .pipe(
          deadline({ ...clock, totalMs: 2_000 }),
          retryBackoff({ ...clock, maxRetries: 2, initialDelayMs: 10_000 }),
          catchFailure(prompt),
        ),
    { concurrency: 2 },
  );

it(
  'should answer in spite of a 429 and of a call that hangs',
  marbles((helpers) => {
    // Of three requests the first gets 429, the second hangs, and the last is answered.
    const model = fakeModel(helpers, ['500ms 4', '-', '500ms (a|)']);
    const prompts = helpers.cold('p|', { p: fakePrompt('Hello') });

    const outcomes = prompts.pipe(
      ask(model, { scheduler: helpers.scheduler, random: () => 1 }),
      map((outcome) => (outcome.status === 'ok' ? `${outcome.attempts} attempts` : outcome.error.code)),
    );

    // 500 ms, a wait of 10 s, 2 s of silence, a wait of 20 s, 500 ms.
    helpers.expectObservable(outcomes).toBe('33s (r|)', { r: '3 attempts' });
  }),
);

it(
  'should give up after two retries',
  marbles((helpers) => {
    const model = fakeModel(helpers, '4');
    const outcomes = helpers.cold('p|', { p: fakePrompt('Hello') }).pipe(
      ask(model, { scheduler: helpers.scheduler, random: () => 1 }),
      map((outcome) => (outcome.status === 'ok' ? outcome.text : outcome.error.code)),
    );

    helpers.expectObservable(outcomes).toBe('30s (f|)', { f: 'rate_limited' });
  }),
);
