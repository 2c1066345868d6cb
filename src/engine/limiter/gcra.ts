import type { Dimension } from './Dimension.js';

/** Options of {@link gcra}. */
export interface GcraOptions {
  /** Units a minute that the server allows. */
  readonly perMinute: number;
  /** Units that may go at once after a pause, at such a rate. */
  readonly burst: (perMinute: number) => number;
  /** Share of the rate that is used, so that jitter on the way never adds up to more than all of it. */
  readonly share: number;
}

/**
 * The generic cell rate algorithm (ITU-T I.371): one number, the theoretical arrival time, moves forward by
 * `cost / rate` with each cell; a cell may go when that is at most a burst ahead of now. It spreads calls
 * evenly, so it keeps the limit of servers that count by window, by bucket, or by the second.
 */
export function gcra({ perMinute, burst: burstOf, share }: GcraOptions): Dimension {
  let msPerUnit = 60_000 / (perMinute * share);
  let burst = burstOf(perMinute);
  let arrival = Number.NEGATIVE_INFINITY;

  return {
    waitFor(cost, now) {
      // A cost above the burst goes when nothing is owed, and leaves a debt: it would wait for ever otherwise.
      return Math.max(arrival, now) + (Math.min(cost, burst) - burst) * msPerUnit - now;
    },
    take(cost, now) {
      arrival = Math.max(arrival, now) + cost * msPerUnit;
      return now;
    },
    settle(change) {
      arrival += change * msPerUnit;
    },
    tune(limit, now) {
      const owed = Math.max(0, arrival - now) / msPerUnit;
      msPerUnit = 60_000 / (limit * share);
      burst = burstOf(limit);
      arrival = now + owed * msPerUnit;
    },
  };
}
