import type { Dimension } from './Dimension.js';

/**
 * `pace`, and for a cost above what is large at the limit the `log` as well: GCRA lets such a call go when nothing is owed and has
 * those that come later pay for it, so the window that begins with it holds no more than the limit. The log sees to
 * the window that ends with it.
 */
export function withHindsight(
  limit: number,
  pace: Dimension,
  log: Dimension,
  largeAt: (limit: number) => number,
): Dimension {
  let large = largeAt(limit);
  return {
    waitFor(cost, now) {
      const wait = pace.waitFor(cost, now);
      return cost > large ? Math.max(wait, log.waitFor(cost, now)) : wait;
    },
    take(cost, now) {
      pace.take(cost, now);
      return log.take(cost, now);
    },
    settle(change, moment) {
      pace.settle(change, moment);
      log.settle(change, moment);
    },
    tune(changed, now) {
      large = largeAt(changed);
      pace.tune(changed, now);
      log.tune(changed, now);
    },
  };
}
