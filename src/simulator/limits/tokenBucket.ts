import type { Meter } from './Meter.js';

/** A bucket of `limit` that is full at first and refills at `limit` each `windowMs`. */
export function tokenBucket(limit: number, windowMs: number): Meter {
  const perMs = limit / windowMs;
  let level = limit;
  let at = Number.NEGATIVE_INFINITY;
  const refill = (now: number) => {
    if (now > at) {
      level = Math.min(limit, level + (now - at) * perMs);
      at = now;
    }
    return level;
  };
  const wait = (now: number, wanted: number) => {
    const missing = wanted - refill(now);
    // A billionth is what rounding leaves.
    return missing > 1e-9 ? missing / perMs : 0;
  };
  return {
    left: (now) => refill(now) + 1e-9,
    take: (now, amount) => {
      level = refill(now) - amount;
    },
    waitMs: (now, amount) => wait(now, Math.min(amount, limit)),
    resetMs: (now) => wait(now, limit),
  };
}
