import { defer, of, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { retryBackoff } from '../../operators/retryBackoff.js';
import { createRetryBudget } from '../../src/engine/createRetryBudget.js';
import { CallError } from '../../src/errors/CallError.js';
import { marbles } from '../helpers/marbles.js';

const busy = new CallError('busy', { code: 'server_error', retryable: true, httpStatus: 503 });
const now = { initialDelayMs: 0, maxRetries: 1 };

describe('retryBackoff with a budget', () => {
  it(
    'should park a call when the budget is used up, and let it go in its turn',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const budget = createRetryBudget({ most: 1, perSecond: 1 });
      const call = cold('#', undefined, busy);
      const again = retryBackoff({ ...now, budget, scheduler });
      const failed = expect.objectContaining({ code: 'server_error', attempts: 2 });
      expectObservable(call.pipe(again)).toBe('#', undefined, failed);
      expectObservable(call.pipe(again)).toBe('1s #', undefined, failed);
      expectObservable(call.pipe(again)).toBe('2s #', undefined, failed);
      expectSubscriptions(call.subscriptions).toBe([
        ...['(^!)', '(^!)', '(^!)'],
        ...['(^!)', '1s (^!)', '2s (^!)'],
      ]);
    }),
  );

  it(
    'should be filled by what succeeds',
    marbles(({ cold, expectObservable, scheduler }) => {
      const budget = createRetryBudget({ most: 1, share: 0.5, perSecond: 0.001 });
      const again = retryBackoff({ ...now, budget, scheduler });
      const failed = expect.objectContaining({ attempts: 2 });
      expectObservable(cold('#', undefined, busy).pipe(again)).toBe('#', undefined, failed);
      expectObservable(cold('#', undefined, busy).pipe(again)).toBe('--------#', undefined, failed);
      expectObservable(cold('--a-|').pipe(again)).toBe('--a-|');
      expectObservable(cold('-------a|').pipe(again)).toBe('-------a|');
    }),
  );

  it(
    'should fail when its own time is over while it is parked, with the error it had',
    marbles(({ cold, expectObservable, scheduler, flush }) => {
      const budget = createRetryBudget({ most: 1, perSecond: 0.001 });
      const again = retryBackoff({ ...now, budget, scheduler, totalMs: 500 });
      const call = cold('#', undefined, busy);
      expectObservable(call.pipe(again)).toBe('#', undefined, expect.objectContaining({ attempts: 2 }));
      expectObservable(call.pipe(again)).toBe('500ms #', undefined, expect.objectContaining({ attempts: 1 }));
      flush();
      expect(budget.waiting).toBe(0);
    }),
  );

  it(
    'should leave the line when it is unsubscribed, and let the next one be woken',
    marbles(({ cold, expectObservable, scheduler, flush }) => {
      const budget = createRetryBudget({ most: 1 });
      const again = retryBackoff({ ...now, budget, scheduler });
      const call = cold('#', undefined, busy);
      expectObservable(call.pipe(again)).toBe('#', undefined, expect.anything());
      expectObservable(call.pipe(again), '--!').toBe('-');
      expectObservable(call.pipe(again)).toBe('1s #', undefined, expect.anything());
      flush();
      expect([budget.waiting, budget.left]).toEqual([0, 0]);
    }),
  );

  it('should not grow the stack, nor fail any, when many that are parked are let go at once', () => {
    const budget = createRetryBudget({ most: 20_000, share: 20_000, perSecond: 0.001 });
    const again = retryBackoff<string>({ ...now, initialDelayMs: 0, budget });
    for (let spent = 0; spent < 20_000; spent++) budget.enter({ granted() {}, wake() {} }, 0);
    let answered = 0;
    for (let index = 0; index < 20_000; index++) {
      budget.enter({ granted: () => answered++, wake() {} }, 0);
    }
    expect([answered, budget.waiting]).toEqual([0, 20_000]);
    of('one').pipe(again).subscribe();
    expect([answered, budget.waiting]).toEqual([20_000, 0]);
  });

  it('should refuse what is no budget', () => {
    expect(() => createRetryBudget({ share: -1 })).toThrow(
      'expected share to be a number of at least 0, got -1',
    );
    expect(() => createRetryBudget({ perSecond: 0 })).toThrow('expected perSecond');
    expect(() => createRetryBudget({ most: 0 })).toThrow('expected most');
  });

  it('should cost nothing when calls succeed', () => {
    const budget = createRetryBudget({ most: 2 });
    const tries = defer(() => of('r'));
    tries.pipe(retryBackoff({ budget })).subscribe();
    throwError(() => new Error('not retryable'))
      .pipe(retryBackoff({ budget }))
      .subscribe({ error() {} });
    expect(budget.left).toBe(2);
  });
});
