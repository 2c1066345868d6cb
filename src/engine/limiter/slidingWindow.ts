import { RingBuffer } from '../RingBuffer.js';
import type { Dimension, Reservation } from './Dimension.js';

/** Options of {@link slidingWindow}. */
export interface SlidingWindowOptions {
  /** Units that may be taken in any window. */
  readonly limit: number;
  /** Length of the window in milliseconds. */
  readonly windowMs: number;
}

interface Entry extends Reservation {
  readonly at: number;
  cost: number;
}

/**
 * The guide's limit: a log of what was taken, of which no window may hold more than `limit`. It is exact and
 * lets a whole window's worth go at once, which a server that counts by the second rejects.
 */
export function slidingWindow({ limit, windowMs }: SlidingWindowOptions): Dimension {
  const log = new RingBuffer<Entry>();
  let taken = 0;

  const forget = (now: number) => {
    for (let oldest = log.peek(); oldest !== undefined && oldest.at <= now - windowMs; oldest = log.peek()) {
      taken -= oldest.cost;
      // What is settled after its window has passed changes nothing any more.
      oldest.settle = () => {};
      log.shift();
    }
  };

  return {
    waitFor(cost, now) {
      forget(now);
      // A cost above the limit goes when the window is empty: it would wait for ever otherwise.
      let excess = Math.min(taken + cost - limit, taken);
      if (excess <= 0) return 0;
      for (let index = 0; index < log.length; index++) {
        const entry = log.at(index) as Entry;
        excess -= entry.cost;
        if (excess <= 0) return entry.at + windowMs - now;
      }
      return windowMs;
    },
    take(cost, now) {
      forget(now);
      const entry: Entry = {
        at: now,
        cost,
        settle(actual) {
          taken += actual - entry.cost;
          entry.cost = actual;
        },
      };
      taken += cost;
      log.push(entry);
      return entry;
    },
  };
}
