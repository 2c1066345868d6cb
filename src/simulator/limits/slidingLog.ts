import type { Meter } from './Meter.js';

/** Exact: what was taken within the last `windowMs`, by a log of it. */
export function slidingLog(limit: number, windowMs: number): Meter {
  let log: [at: number, amount: number][] = [];
  let first = 0;
  let sum = 0;
  const expire = (now: number) => {
    while (first < log.length && log[first]![0] <= now - windowMs) sum -= log[first++]![1];
    if (first > 1_024 && first > log.length / 2) {
      log = log.slice(first);
      first = 0;
    }
  };
  return {
    left: (now) => {
      expire(now);
      return limit - sum;
    },
    take: (now, amount) => {
      log.push([now, amount]);
      sum += amount;
    },
    waitMs: (now, amount) => {
      expire(now);
      let left = limit - sum;
      for (let index = first; left < Math.min(amount, limit); index++) {
        const [at, taken] = log[index]!;
        left += taken;
        if (left >= Math.min(amount, limit)) return at + windowMs - now;
      }
      return 0;
    },
    resetMs: (now) => {
      expire(now);
      return first < log.length ? log.at(-1)![0] + windowMs - now : 0;
    },
  };
}
