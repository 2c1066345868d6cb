import { RingBuffer } from '../RingBuffer.js';
import type { Dimension } from './Dimension.js';

/** Options of {@link slidingWindow}. */
export interface SlidingWindowOptions {
  /** Units that may be taken in any window. */
  readonly limit: number;
  /** Length of the window in milliseconds. */
  readonly windowMs: number;
}

/** What was taken at one moment, which is a millisecond: a busy minute has no more of them than that. */
interface Entry {
  readonly at: number;
  cost: number;
}

/**
 * The guide's limit: a log of what was taken, of which no window may hold more than `limit`. It is exact and
 * lets a whole window's worth go at once, which a server that counts by the second rejects.
 */
export function slidingWindow({ limit: first, windowMs }: SlidingWindowOptions): Dimension {
  let limit = first;
  const log = new RingBuffer<Entry>();
  let last: Entry | undefined;
  let taken = 0;

  const forget = (now: number) => {
    for (let oldest = log.peek(); oldest !== undefined && oldest.at <= now - windowMs; oldest = log.peek()) {
      taken -= oldest.cost;
      log.shift();
    }
  };

  /** By halves: entries are in the order of their moments. */
  const entryAt = (moment: number): Entry | undefined => {
    let low = 0;
    let high = log.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((log.at(middle) as Entry).at <= moment) low = middle;
      else high = middle - 1;
    }
    const entry = log.at(low);
    return entry?.at === moment ? entry : undefined;
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
      taken += cost;
      // A clock that was set back goes on where it stood.
      if (last !== undefined && now <= last.at && log.length > 0) {
        last.cost += cost;
      } else {
        last = { at: now, cost };
        log.push(last);
      }
      return last.at;
    },
    settle(change, moment) {
      const entry = entryAt(moment);
      // What is settled after its window has passed changes nothing any more.
      if (entry === undefined) return;
      taken += change;
      entry.cost += change;
    },
    tune(changed) {
      limit = changed;
    },
  };
}
