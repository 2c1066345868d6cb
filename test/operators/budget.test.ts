import { NEVER, type Observable, of, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { budget } from '../../operators/budget.js';
import { createPurse } from '../../src/engine/money/createPurse.js';
import { BudgetExhaustedError } from '../../src/errors/BudgetExhaustedError.js';
import { CallError } from '../../src/errors/CallError.js';
import { DeadlineError } from '../../src/errors/DeadlineError.js';
import type { Quote } from '../../src/types/Purse.js';
import type { Usage } from '../../src/types/Usage.js';
import { aReply } from '../helpers/aReply.js';
import { marbles } from '../helpers/marbles.js';

/** A cent for each token of output, and the worst that is said. */
const quoteOf = (worst: number | null, seen: number[][] = []): Quote => ({
  worstUsd(from, to) {
    seen.push([from, to]);
    return worst;
  },
  billedUsd: ({ completionTokens }) => completionTokens / 100,
});
const usage: Usage = {
  promptTokens: 0,
  promptCacheHitTokens: 0,
  promptCacheMissTokens: 0,
  completionTokens: 10,
  reasoningTokens: 0,
};
const r = aReply({ usage });
const through = (purse: ReturnType<typeof createPurse>, worst = 1.5) =>
  budget<unknown>(purse, quoteOf(worst));
const sums = ({ spentUsd, reservedUsd, unreportedUsd, waiting }: ReturnType<typeof createPurse>) => ({
  spentUsd,
  reservedUsd,
  unreportedUsd,
  waiting,
});

describe('budget', () => {
  it(
    'should set the worst aside, and give back what was not billed when the call ends',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const purse = createPurse({ capUsd: 2 });
      const call = cold('-----r|', { r });
      const paid = call.pipe(budget(purse, quoteOf(1.5), { scheduler }));
      expectObservable(paid).toBe('-----r|', { r });
      expectObservable(paid).toBe('-----------r|', { r });
      expectSubscriptions(call.subscriptions).toBe(['^-----!', '------^-----!']);
    }),
  );

  it(
    'should pass never, empty and errors on, and leave the line when unsubscribed',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const purse = createPurse({ capUsd: 2 });
      const pay = budget<string>(purse, quoteOf(1.5), { scheduler });
      const unbilled = new CallError('no', { code: 'rate_limited', unbilled: true });
      const first = cold('--#', {}, unbilled);
      const second = cold('-');
      const third = cold('(a|)');
      expectObservable(first.pipe(pay)).toBe('--#', {}, unbilled);
      expectObservable(second.pipe(pay), '-!').toBe('');
      expectObservable(third.pipe(pay)).toBe('--(a|)');
      expectSubscriptions(second.subscriptions).toBe([]);
    }),
  );

  it(
    'should look at the prices of all the time that the call may take, when its turn has come',
    marbles(({ cold, expectObservable, flush, scheduler }) => {
      const purse = createPurse({ capUsd: 2 });
      const seen: number[][] = [];
      const call = cold('-----r|', { r });
      expectObservable(call.pipe(budget(purse, quoteOf(1.5), { scheduler }))).toBe('-----r|', { r });
      const second = call.pipe(budget(purse, quoteOf(1.5, seen), { withinMs: 30, scheduler }));
      expectObservable(second).toBe('-----------r|', { r });
      flush();
      expect(seen).toEqual([
        [0, 30],
        [6, 36],
      ]);
    }),
  );

  it('should end in an error when nothing is under way and it does not fit', () => {
    const purse = createPurse({ capUsd: 2 });
    const errors: unknown[] = [];
    of(aReply({ usage: { ...usage, completionTokens: 100 } }))
      .pipe(through(purse))
      .subscribe();
    of(r)
      .pipe(through(purse))
      .subscribe({ error: (error) => errors.push(error) });
    expect(errors).toEqual([expect.any(BudgetExhaustedError)]);
    expect(sums(purse)).toEqual({ spentUsd: 1, reservedUsd: 0, unreportedUsd: 0, waiting: 0 });
  });

  it.each<[string, Observable<unknown>, number]>([
    ['a reply with usage', of(r), 0.1],
    ['a stream that ends with one', of({ type: 'text', text: 'a' }, { type: 'end', reply: r }), 0.1],
    ['a reply without usage', of(aReply({ usage: null })), 1.5],
    ['nothing', of(), 1.5],
    ['a stream that is cut', throwError(() => new CallError('', { code: 'stream_cut' })), 1.5],
    ['a timeout', throwError(() => new DeadlineError('total', 5)), 1.5],
    ['something unexpected', throwError(() => new TypeError()), 1.5],
    ['an error with a bill', throwError(() => new CallError('', { code: 'empty_answer', usage })), 0.1],
    ['a refusal', throwError(() => new CallError('', { code: 'rate_limited', unbilled: true })), 0],
    ['no attempt', throwError(() => new CallError('', { code: 'bad_input', attempts: 0 })), 0],
  ])('should settle %s', (_, call, spentUsd) => {
    const purse = createPurse({ capUsd: 2 });
    call.pipe(through(purse)).subscribe({ error() {} });
    expect(sums(purse)).toMatchObject({
      spentUsd,
      reservedUsd: 0,
      unreportedUsd: spentUsd === 1.5 ? 1.5 : 0,
    });
  });

  it('should charge the whole for a call that is aborted', () => {
    const purse = createPurse({ capUsd: 2 });
    const subscription = NEVER.pipe(through(purse)).subscribe();
    expect(sums(purse)).toMatchObject({ spentUsd: 0, reservedUsd: 1.5 });
    subscription.unsubscribe();
    expect(sums(purse)).toMatchObject({ spentUsd: 1.5, reservedUsd: 0, unreportedUsd: 1.5 });
  });

  it('should not call what has no price', () => {
    const purse = createPurse({ capUsd: 2 });
    const errors: unknown[] = [];
    of(r)
      .pipe(budget(purse, quoteOf(null)))
      .subscribe({ error: (error) => errors.push(error) });
    expect(errors).toEqual([expect.objectContaining({ code: 'unknown_price' })]);
    expect(sums(purse)).toMatchObject({ spentUsd: 0, reservedUsd: 0 });
  });

  it('should be nothing without a purse, and refuse a time that is none', () => {
    const source = of(r);
    expect(budget<unknown>(undefined, quoteOf(1))(source)).toBe(source);
    expect(() => budget(createPurse({ capUsd: 1 }), quoteOf(1), { withinMs: Number.NaN })).toThrow(
      RangeError,
    );
  });
});
