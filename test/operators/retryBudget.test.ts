import { defer, delay, EMPTY, mergeMap, of, range, throwError, VirtualTimeScheduler } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { retryBackoff } from '../../operators/retryBackoff.js';
import { createRetryBudget } from '../../src/engine/createRetryBudget.js';
import { retryBudgets } from '../../src/engine/retryBudgets.js';
import { AllRoutesFailedError } from '../../src/errors/AllRoutesFailedError.js';
import { CallError } from '../../src/errors/CallError.js';
import { aReply } from '../helpers/aReply.js';
import { marbles } from '../helpers/marbles.js';
import { stack } from './stack.js';

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
      const failed = expect.objectContaining({ attempts: 1 });
      expectObservable(call.pipe(again), '100ms ^').toBe('600ms #', undefined, failed);
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

  it('should let one go for each answer of a server that answered fifty in a row, and not after a failure', () => {
    const budget = createRetryBudget({ most: 1, share: 0, perSecond: 0.001 });
    let gone = 0;
    for (let index = 0; index < 10; index++) budget.enter({ granted: () => gone++, wake() {} }, 0);
    const answers = (count: number) => {
      for (let index = 0; index < count; index++) budget.succeeded(0);
    };
    answers(49);
    expect(gone).toBe(1);
    answers(3);
    expect(gone).toBe(4);
    budget.failed(0);
    answers(49);
    expect(gone).toBe(4);
    answers(1);
    expect(gone).toBe(5);
  });

  it(
    'should give back a retry that succeeds',
    marbles(({ cold, expectObservable, scheduler, flush }) => {
      const left = (last: string) => {
        const budget = createRetryBudget({ most: 5, share: 0, perSecond: 0.001 });
        const tries = [cold('#', undefined, busy), cold(last, undefined, busy)];
        const call = defer(() => tries.shift() ?? EMPTY);
        expectObservable(call.pipe(retryBackoff({ ...now, budget, scheduler }))).toBe(
          last,
          undefined,
          expect.anything(),
        );
        return budget;
      };
      const budgets = ['-r|', '-#'].map(left);
      flush();
      expect(budgets.map((budget) => budget.left)).toEqual([5, 4]);
    }),
  );

  it(
    'should ask the budget of the route that failed, and fill that of the one that answers',
    marbles(({ cold, expectObservable, scheduler, flush }) => {
      const budgets = retryBudgets({ most: 2, share: 0.5, perSecond: 0.001 });
      const of = (route: string) => new CallError('busy', { code: 'overloaded', retryable: true, route });
      const all = new AllRoutesFailedError([of('a'), of('b')]);
      const again = retryBackoff({ ...now, budget: budgets, scheduler });
      expectObservable(cold('#', undefined, of('a')).pipe(again)).toBe('#', undefined, expect.anything());
      expectObservable(cold('#', undefined, all).pipe(again)).toBe('#', undefined, expect.anything());
      expectObservable(cold('#', undefined, of('b')).pipe(again)).toBe('#', undefined, expect.anything());
      expectObservable(cold('-r|', { r: { ...aReply(), route: 'b' } }).pipe(again)).toBe('-r|', {
        r: expect.anything(),
      });
      flush();
      expect([budgets('a').left, budgets('b').left, budgets('c').left]).toEqual([0, 1, 2]);
      budgets('b').succeeded(3);
      expect(budgets('b').left).toBe(2);
    }),
  );

  it('should make an error of a budget that throws', () => {
    const thrown = new Error('no budget');
    const fail = () => {
      throw thrown;
    };
    const errors: unknown[] = [];
    const error = (caught: unknown) => errors.push(caught);
    of('r')
      .pipe(retryBackoff({ budget: fail }))
      .subscribe({ error });
    throwError(() => busy)
      .pipe(retryBackoff({ budget: fail }))
      .subscribe({ error });
    expect(errors).toEqual([thrown, thrown]);
  });

  it(
    'should keep the retries of complete to a budget, unless it is told not to, and fail no prompt for lack of it',
    marbles((helpers) => {
      const calls = (budget?: false) => {
        const retry = { maxRetries: 1, initialDelayMs: 0, ...(budget !== undefined && { budget }) };
        const { model, through } = stack(helpers, ['5'], { retry, concurrency: 20, flights: false });
        const outcomes = through(helpers.cold('(abcdefghijklmnopqrst|)'));
        const at: number[] = [];
        outcomes.subscribe(() => at.push(helpers.scheduler.now()));
        return { model, at };
      };
      const [kept, free] = [calls(), calls(false)];
      helpers.flush();
      expect(free.at).toEqual(Array.from({ length: 20 }, () => 0));
      expect(kept.at).toEqual(Array.from({ length: 20 }, (_, index) => Math.max(0, index - 9) * 1_000));
      expect([free.model.asked.length, kept.model.asked.length]).toEqual([40, 40]);
    }),
  );

  it(
    'should tell how long a call was parked, of those that were',
    marbles(({ cold, expectObservable, scheduler, flush }) => {
      const budget = createRetryBudget({ most: 1, perSecond: 1 });
      const parked: number[] = [];
      const again = retryBackoff({ ...now, budget, scheduler, onUnpark: (waitMs) => parked.push(waitMs) });
      const call = cold('#', undefined, busy);
      expectObservable(call.pipe(again)).toBe('#', undefined, expect.anything());
      expectObservable(call.pipe(again)).toBe('1s #', undefined, expect.anything());
      expectObservable(call.pipe(again), '500ms ^').toBe('2s #', undefined, expect.anything());
      const thrown = new Error('from the callback');
      const thrower = () => {
        throw thrown;
      };
      const throwing = retryBackoff({ ...now, budget, scheduler, onUnpark: thrower });
      expectObservable(call.pipe(throwing), '600ms ^').toBe('3s #', undefined, thrown);
      flush();
      expect(parked).toEqual([1_000, 1_500]);
    }),
  );

  it('should cost a server that fails one call of five no time', () => {
    const scheduler = new VirtualTimeScheduler();
    const again = retryBackoff<string>({ initialDelayMs: 0, budget: createRetryBudget(), scheduler });
    let calls = 0;
    const answer = of('r').pipe(delay(1_000, scheduler));
    const call = defer(() => (++calls % 5 === 0 ? throwError(() => busy) : answer));
    let rows = 0;
    range(0, 1_000)
      .pipe(mergeMap(() => call.pipe(again), 20))
      .subscribe(() => rows++);
    scheduler.maxFrames = Number.POSITIVE_INFINITY;
    scheduler.flush();
    expect([rows, calls]).toEqual([1_000, 1_249]);
    // Twenty at once, a second each: fifty seconds, and a little for those that are parked meanwhile.
    expect(scheduler.now()).toBeLessThan(60_000);
  });

  it('should let the last that are parked go as fast as they are answered', () => {
    const scheduler = new VirtualTimeScheduler();
    const again = retryBackoff<string>({ initialDelayMs: 0, budget: createRetryBudget(), scheduler });
    let calls = 0;
    const answer = of('r').pipe(delay(1_000, scheduler));
    const call = defer(() => (++calls <= 100 ? throwError(() => busy) : answer));
    let rows = 0;
    range(0, 100)
      .pipe(mergeMap(() => call.pipe(again)))
      .subscribe(() => rows++);
    scheduler.maxFrames = Number.POSITIVE_INFINITY;
    scheduler.flush();
    expect(rows).toBe(100);
    expect(scheduler.now()).toBeLessThan(9_000);
  });
});
