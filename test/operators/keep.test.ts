import { of, range } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { keep } from '../../operators/keep.js';
import { ACCOUNT, type Account } from '../../src/types/Account.js';
import { marbles } from '../helpers/marbles.js';

describe('keep', () => {
  it(
    'should pass what the predicate keeps, and never, empty and errors',
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const source = hot('a-b-c-|');
      expectObservable(source.pipe(keep((value) => value !== 'b'))).toBe('a---c-|');
      expectObservable(cold('-').pipe(keep(() => true))).toBe('-');
      expectObservable(cold('-|').pipe(keep(() => false))).toBe('-|');
      expectObservable(cold('a#').pipe(keep(() => true))).toBe('a#');
      expectSubscriptions(source.subscriptions).toBe('^-----!');
    }),
  );

  it(
    'should stop when unsubscribed, and turn a throwing predicate into an error',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('a-b-c-|');
      expectObservable(source.pipe(keep(() => true)), '---!').toBe('a-b-');
      const broken = keep<string>(() => {
        throw 'boom';
      });
      expectObservable(source.pipe(broken)).toBe('#', undefined, 'boom');
      expectSubscriptions(source.subscriptions).toBe(['^--!', '(^!)']);
    }),
  );

  it('should tell the account of what it drops, and of nothing else', () => {
    const dropped: unknown[] = [];
    const account: Account = { hold() {}, release() {}, drop: (value) => dropped.push(value) };
    const values = [1, 2, 3].map((n) => ({ n, [ACCOUNT]: account }));
    of(...values)
      .pipe(keep(({ n }) => n !== 2))
      .subscribe();
    expect(dropped).toEqual([values[1]]);
  });

  it('should drop also where nobody waits for what is dropped, as outside a run', () => {
    const account: Account = { hold() {}, release() {} };
    const values: unknown[] = [];
    of({ n: 1, [ACCOUNT]: account }, { n: 2, [ACCOUNT]: account })
      .pipe(keep(({ n }) => n === 2))
      .subscribe(({ n }) => values.push(n));
    expect(values).toEqual([2]);
  });

  it('should pass 1,000,000 synchronous values', () => {
    let passed = 0;
    range(0, 1_000_000)
      .pipe(keep((n) => n % 2 === 0))
      .subscribe(() => passed++);
    expect(passed).toBe(500_000);
  });
});
