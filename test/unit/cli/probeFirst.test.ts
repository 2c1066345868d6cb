import { of } from 'rxjs';
import { describe, it } from 'vitest';
import { concurrentMap } from '../../../operators/concurrentMap.js';
import { probeFirst } from '../../../src/cli/run/probeFirst.js';
import { anAnswer } from '../../helpers/anOutcome.js';
import { aPrompt } from '../../helpers/aPrompt.js';
import { marbles } from '../../helpers/marbles.js';

const prompts = { a: aPrompt({ seq: 0 }), b: aPrompt({ seq: 1 }), c: aPrompt({ seq: 2 }) };
const answers = { r: anAnswer() };

describe('probeFirst', () => {
  it(
    'should let the others go when the first has its row',
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const call = cold('---r-|', answers);
      const calls = ['^----!', '---^----!', '-----^----!'];
      const ask = probeFirst(of(2), (concurrency) => concurrentMap(() => call, { concurrency }));
      expectObservable(hot('(abc)', prompts).pipe(ask)).toBe('---r--r-r', answers);
      expectSubscriptions(call.subscriptions).toBe(calls);
    }),
  );

  it(
    'should not hold them up for longer than a moment',
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const call = cold('1s (r|)', answers);
      const ask = probeFirst(of(8), (concurrency) => concurrentMap(() => call, { concurrency }));
      expectObservable(hot('(abc)', prompts).pipe(ask)).toBe('1s r 499ms (rr)', answers);
      const calls = ['^ 999ms !', '500ms ^ 999ms !', '500ms ^ 999ms !'];
      expectSubscriptions(call.subscriptions).toBe(calls);
    }),
  );

  it(
    'should ask no other when the first is refused',
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const call = cold('---#', answers);
      const ask = probeFirst(of(8), (concurrency) => concurrentMap(() => call, { concurrency }));
      expectObservable(hot('(abc)', prompts).pipe(ask)).toBe('---#');
      expectSubscriptions(call.subscriptions).toBe(['^--!']);
    }),
  );
});
