import type { RetryBudget, RetryPlace, RetryWaiter } from '../types/RetryBudget.js';
import { expectNumber } from './expectNumber.js';

/** Options of {@link createRetryBudget}. */
export interface RetryBudgetOptions {
  /** Retries for each success. Default 0.1. Minimum 0. */
  readonly share?: number;
  /** Retries a second, whatever succeeds: someone has to find out that the server is back. Default 1. Minimum 0.001. */
  readonly perSecond?: number;
  /** Most retries that are saved up, and what there is to begin with. Default 10. Minimum 1. */
  readonly most?: number;
}

/** Answers in a row that show that a server is well. */
const WELL = 50;

/**
 * Makes a {@link RetryBudget}: a bucket that successes fill, and time a little; a retry that succeeds is given back, so
 * that a server which fails now and then costs no time. One that answers fifty in a row needs no protection, and whoever
 * waits is let go as fast as it answers. In a brown-out to a fifth of the capacity, five tries with jitter and no budget
 * make 1.7 calls of each prompt and fail one in six; with one, and a limit that is found out, it is 1.05 and none
 * (`npm run bench -- adaptive`).
 *
 * @see https://github.com/twitter/finagle RetryBudget; Bronson and others, Metastable Failures in the Wild (OSDI '22).
 */
export function createRetryBudget({
  share = 0.1,
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
  let inARow = 0;

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

  const earn = (retries: number, now: number) => {
    fill(now);
    left = Math.min(most, left + retries);
    if (line.size > 0) poll(now);
  };

  return {
    get left() {
      return Math.floor(left + 1e-9);
    },
    get waiting() {
      return line.size;
    },
    succeeded(now) {
      inARow++;
      // What is full needs no filling: nearly every call.
      if (left < most || line.size > 0) earn(inARow >= WELL ? Math.max(share, 1) : share, now);
    },
    failed() {
      inARow = 0;
    },
    refund: (now) => earn(1, now),
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
