import type { ConcurrencyControl, Limiter } from '../../types/Limiter.js';
import { createLimiter } from './createLimiter.js';
import { gcra } from './gcra.js';
import { requirePositive } from './requirePositive.js';
import { slidingWindow } from './slidingWindow.js';
import { withHindsight } from './withHindsight.js';

/** Options of {@link gcraLimiter}. What is not given is not limited. */
export interface GcraLimiterOptions {
  /** Minimum: more than 0. */
  readonly requestsPerMinute?: number;
  /** Input and output together. Minimum: more than 0. */
  readonly tokensPerMinute?: number;
  /** Calls at once: a number, minimum 1, or what decides it while they run, such as `new AdaptiveConcurrency()`. */
  readonly concurrency?: number | ConcurrencyControl;
  /**
   * Share of the rates that is used, above 0 and at most 1. Default 0.98: with jitter on the way, four kinds of
   * servers then see no window over their limit.
   */
  readonly share?: number;
}

/** Half a second's worth: a server that counts by the second has room for it, and for what comes bunched. */
const BURST_MINUTES = 0.5 / 60;

/**
 * The default limiter: calls spread evenly over the minute by GCRA. Its burst is small, so that servers that count
 * by the second keep up: of requests at most 10, or 20 ms worth (timers are no finer), and never more than half a
 * second's worth or the share that is left unused. No window holds more tokens than the limit, however large the
 * calls are.
 */
export function gcraLimiter({
  requestsPerMinute,
  tokensPerMinute,
  concurrency,
  share = 0.98,
}: GcraLimiterOptions): Limiter {
  requirePositive('requestsPerMinute', requestsPerMinute);
  requirePositive('tokensPerMinute', tokensPerMinute);
  if (typeof concurrency === 'number') requirePositive('concurrency', concurrency, 1);
  if (!(share > 0 && share <= 1))
    throw new RangeError(`expected share to be above 0 and at most 1, got ${share}`);

  const burst = (rate: number) => Math.max(1, Math.floor(rate * Math.min(1 - share, BURST_MINUTES)));
  return createLimiter({
    ...(requestsPerMinute !== undefined && {
      requests: gcra({
        perMinute: requestsPerMinute,
        burst: Math.min(Math.max(10, requestsPerMinute / 3_000), burst(requestsPerMinute)),
        share,
      }),
    }),
    ...(tokensPerMinute !== undefined && {
      tokens: withHindsight(
        gcra({ perMinute: tokensPerMinute, burst: burst(tokensPerMinute), share }),
        slidingWindow({ limit: tokensPerMinute, windowMs: 60_000 / share }),
        burst(tokensPerMinute),
      ),
    }),
    ...(concurrency !== undefined && { concurrency }),
  });
}
