import type { Meter } from './Meter.js';

/** Windows one after another, by the clock; each begins anew. */
export function fixedWindow(limit: number, windowMs: number): Meter {
  let window = Number.NEGATIVE_INFINITY;
  let used = 0;
  const turn = (now: number) => {
    const current = Math.floor(now / windowMs);
    if (current === window) return;
    window = current;
    // A debt is forgiven.
    used = 0;
  };
  const rest = (now: number) => (window + 1) * windowMs - now;
  return {
    left: (now) => {
      turn(now);
      return limit - used;
    },
    take: (now, amount) => {
      turn(now);
      used += amount;
    },
    waitMs: (now, amount) => {
      turn(now);
      return limit - used >= Math.min(amount, limit) ? 0 : rest(now);
    },
    resetMs: (now) => {
      turn(now);
      return used === 0 ? 0 : rest(now);
    },
  };
}
