import type { RetryBudget, RetryPlace, RetryWaiter } from '../types/RetryBudget.js';
import { expectNumber } from './expectNumber.js';

/** Options of {@link createRetryBudget}. */
export interface RetryBudgetOptions {
  /** Retries for each success. Default 0.05. Minimum 0. */
  readonly share?: number;
  /** Retries a second, whatever succeeds: someone has to find out that the server is back. Default 1. Minimum 0.001. */
  readonly perSecond?: number;
  /** Most retries that are saved up, and what there is to begin with. Default 10. Minimum 1. */
  readonly most?: number;
}

/**
 * Makes a {@link RetryBudget}: a bucket that successes fill, and time a little. In a brown-out to a fifth of the
 * capacity, five tries with jitter and no budget make four to five calls of each prompt; with one it is 1.1 (`npm run bench -- adaptive`).
 *
 * @see https://github.com/twitter/finagle RetryBudget; Bronson and others, Metastable Failures in the Wild (OSDI '22).
 */
export function createRetryBudget({
  share = 0.05,
  perSecond = 1,
  most = 10,
}: RetryBudgetOptions = {}): RetryBudget {
  expectNumber('share', share, { min: 0 });
  expectNumber('perSecond', perSecond, { min: 0.001 });
  expectNumber('most', most, { min: 1 });
  // In the order of coming; who leaves is taken out of the middle at no cost.
  const line = new Set<RetryPlace>();
  let left = most;
  let filledAt: number | undefined;

  const fill = (now: number) => {
    const ms = Math.max(0, now - (filledAt ?? now));
    filledAt = now;
    left = Math.min(most, left + (ms * perSecond) / 1_000);
  };

  /** A billionth is what rounding leaves. */
  const take = (): boolean => {
    if (left < 1 - 1e-9) return false;
    left = Math.max(0, left - 1);
    return true;
  };

  const poll = (now: number) => {
    fill(now);
    for (const place of line) {
      if (!take()) {
        place.waiter.wake(Math.ceil(((1 - left) * 1_000) / perSecond));
        return;
      }
      // First, because it may come again at once, to the end of the line.
      line.delete(place);
      place.waiter.granted();
    }
  };

  return {
    get left() {
      return Math.floor(left + 1e-9);
    },
    get waiting() {
      return line.size;
    },
    succeeded(now) {
      fill(now);
      left = Math.min(most, left + share);
      if (line.size > 0) poll(now);
    },
    enter(waiter: RetryWaiter, now) {
      fill(now);
      if (line.size === 0 && take()) {
        waiter.granted();
        return undefined;
      }
      const place = { waiter };
      line.add(place);
      if (line.size === 1) poll(now);
      return place;
    },
    leave(place, now) {
      const [first] = line;
      if (line.delete(place) && first === place) poll(now);
    },
    poll,
  };
}
