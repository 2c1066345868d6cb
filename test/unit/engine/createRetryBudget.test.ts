import { describe, expect, it } from 'vitest';
import { createRetryBudget } from '../../../src/engine/createRetryBudget.js';
import type { RetryPlace } from '../../../src/types/RetryBudget.js';

/** A waiter that keeps what it is told. */
class Waiter {
  went = 0;
  readonly woken: number[] = [];
  granted(): void {
    this.went++;
  }
  wake(delayMs: number): void {
    this.woken.push(delayMs);
  }
}

/** A budget of which nothing is left at 0. */
function spent(options: { share?: number; perSecond?: number; most?: number } = {}) {
  const budget = createRetryBudget(options);
  for (let left = budget.left; left > 0; left--) budget.enter(new Waiter(), 0);
  expect(budget.left).toBe(0);
  return budget;
}

describe('createRetryBudget', () => {
  it('should let nobody who comes later overtake those who wait', () => {
    const budget = spent();
    const [first, second] = [new Waiter(), new Waiter()];
    expect(budget.enter(first, 0)).toBeDefined();
    // By now there would be one, and nobody has looked.
    expect(budget.enter(second, 1_500)).toBeDefined();
    expect([first.went, second.went, budget.waiting]).toEqual([0, 0, 2]);
    budget.poll(1_500);
    expect([first.went, second.went, budget.waiting]).toEqual([1, 0, 1]);
  });

  it('should hold ten to begin with, never more, and be filled by one a second', () => {
    const budget = createRetryBudget();
    expect(budget.left).toBe(10);
    budget.poll(60_000);
    expect(budget.left).toBe(10);
    const empty = spent();
    empty.poll(2_999);
    expect(empty.left).toBe(2);
    empty.poll(3_000);
    expect(empty.left).toBe(3);
    // A clock that goes back takes nothing.
    empty.poll(0);
    expect(empty.left).toBe(3);
  });

  it('should be filled by a share of what succeeds, by all of it once fifty in a row did', () => {
    const budget = spent({ share: 0.1, perSecond: 0.001 });
    for (let call = 0; call < 49; call++) budget.succeeded(0);
    expect(budget.left).toBe(4);
    budget.succeeded(0);
    expect(budget.left).toBe(5);
    budget.succeeded(0);
    expect(budget.left).toBe(6);
    budget.failed(0);
    budget.succeeded(0);
    budget.succeeded(0);
    expect(budget.left).toBe(7);
    const generous = spent({ share: 2, perSecond: 0.001, most: 200 });
    for (let call = 0; call < 51; call++) generous.succeeded(0);
    expect(generous.left).toBe(102);
  });

  it('should take a retry back', () => {
    const budget = spent({ most: 2 });
    budget.refund(0);
    expect(budget.left).toBe(1);
    budget.refund(0);
    budget.refund(0);
    expect(budget.left).toBe(2);
  });

  it('should tell only the first in line when to ask again, in whole milliseconds', () => {
    const budget = spent({ perSecond: 3 });
    const [first, second] = [new Waiter(), new Waiter()];
    budget.enter(first, 0);
    budget.enter(second, 0);
    expect([first.woken, second.woken]).toEqual([[334], []]);
    budget.poll(334);
    expect([first.went, second.went, second.woken]).toEqual([1, 0, [333]]);
    budget.poll(334 + 333);
    expect([second.went, budget.waiting]).toEqual([1, 0]);
  });

  it('should let nobody pass who waits, even when there is one left', () => {
    const budget = spent({ most: 5, share: 1, perSecond: 0.001 });
    const order: string[] = [];
    const named = (name: string) => ({ granted: () => void order.push(name), wake() {} });
    const first = {
      granted() {
        order.push('first');
        budget.enter(named('again'), 0);
      },
      wake() {},
    };
    budget.enter(first, 0);
    budget.enter(named('second'), 0);
    budget.succeeded(0);
    expect([order, budget.waiting]).toEqual([['first'], 2]);
    budget.succeeded(0);
    budget.succeeded(0);
    expect(order).toEqual(['first', 'second', 'again']);
  });

  it('should hear of a success while somebody waits although it is nearly full', () => {
    const budget = spent({ most: 1, share: 1, perSecond: 0.001 });
    const waiter = new Waiter();
    budget.enter(waiter, 0);
    budget.succeeded(0);
    expect([waiter.went, budget.waiting, budget.left]).toEqual([1, 0, 0]);
  });

  it('should look anew when the first leaves, and only then; one that is no longer there changes nothing', () => {
    const budget = spent({ perSecond: 1 });
    const waiters = [new Waiter(), new Waiter(), new Waiter()];
    const places = waiters.map((waiter) => budget.enter(waiter, 0) as RetryPlace);
    const woken = () => waiters.map(({ woken }) => woken);
    budget.leave(places[1] as RetryPlace, 400);
    expect([budget.waiting, woken()]).toEqual([2, [[1_000], [], []]]);
    budget.leave(places[0] as RetryPlace, 400);
    expect([budget.waiting, woken()]).toEqual([1, [[1_000], [], [600]]]);
    budget.leave(places[0] as RetryPlace, 500);
    expect(woken()).toEqual([[1_000], [], [600]]);
    budget.poll(1_000);
    expect(waiters.map(({ went }) => went)).toEqual([0, 0, 1]);
  });

  it('should not lose a retry to rounding', () => {
    const budget = spent({ perSecond: 0.001, share: 0.1 });
    for (let call = 0; call < 10; call++) budget.succeeded(0);
    const waiter = new Waiter();
    expect(budget.left).toBe(1);
    expect(budget.enter(waiter, 0)).toBeUndefined();
    expect([waiter.went, budget.left]).toEqual([1, 0]);
  });
});
