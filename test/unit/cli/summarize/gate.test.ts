import { map, NEVER, type Observable, type OperatorFunction, range } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { concurrentMap } from '../../../../operators/concurrentMap.js';
import { gate } from '../../../../src/cli/summarize/gate.js';
import { answerOf } from '../../../../src/engine/answerOf.js';
import { fakePrompt } from '../../../../src/testing/fakePrompt.js';
import { fakeReply } from '../../../../src/testing/fakeReply.js';
import type { Outcome } from '../../../../src/types/Outcome.js';
import type { Prompt } from '../../../../src/types/Prompt.js';
import { marbles } from '../../../helpers/marbles.js';

const values = { a: fakePrompt('a', 0), b: fakePrompt('b', 1), c: fakePrompt('c', 2), d: fakePrompt('d', 3) };
const inShort = (outcomes: Observable<Outcome>) =>
  outcomes.pipe(map((outcome) => `${outcome.id}${outcome.status === 'ok' ? '' : ` ${outcome.error.code}`}`));
const rows = { a: 'p0', b: 'p1', c: 'p2', d: 'p3', C: 'p2 stopped', D: 'p3 stopped' };

describe('gate', () => {
  it(
    'should let no more prompts in than there is room for, and pass never, empty and errors',
    marbles(({ cold, hot, expectObservable, flush }) => {
      const seen: string[] = [];
      const ask = (prompts: Observable<Prompt>) =>
        prompts.pipe(
          concurrentMap(
            (prompt) => {
              seen.push(prompt.id);
              return cold('--r|').pipe(map((text) => answerOf(prompt, fakeReply(text))));
            },
            { concurrency: 9 },
          ),
        );
      const gated = gate({ room: () => 2, stop: NEVER }, ask);
      expectObservable(inShort(hot('abc-----|', values).pipe(gated))).toBe('--abc---|', rows);
      expectObservable(cold<Prompt>('-').pipe(gated)).toBe('-');
      expectObservable(cold<Prompt>('-|').pipe(gated)).toBe('-|');
      expectObservable(cold<Prompt>('-#').pipe(gated)).toBe('-#');
      flush();
      expect(seen).toEqual(['p0', 'p1', 'p2']);
    }),
  );

  it(
    'should make Failures of what waits and of what comes once it is stopped, and finish what is asked',
    marbles(({ cold, hot, expectObservable }) => {
      const ask = concurrentMap(
        (prompt: Prompt) => cold('-----r|').pipe(map((text) => answerOf(prompt, fakeReply(text)))),
        { concurrency: 9 },
      );
      const gated = gate({ room: () => 2, stop: cold('--s') }, ask);
      expectObservable(inShort(hot('abc----d|', values).pipe(gated))).toBe('--C--abD|', rows);
    }),
  );

  it('should keep the stack flat when everything is answered at once', () => {
    const ask: OperatorFunction<Prompt, Outcome> = map((prompt) => answerOf(prompt, fakeReply('x')));
    let passed = 0;
    range(0, 200_000)
      .pipe(
        map((seq) => fakePrompt('x', seq)),
        gate({ room: () => 1, stop: NEVER }, ask),
      )
      .subscribe(() => passed++);
    expect(passed).toBe(200_000);
  });
});
