import type { Limiter } from '../../types/Limiter.js';
import { createLimiter } from './createLimiter.js';
import { gcra } from './gcra.js';
import { requirePositive } from './requirePositive.js';

/** Options of {@link gcraLimiter}. What is not given is not limited. */
export interface GcraLimiterOptions {
  /** Minimum: more than 0. */
  readonly requestsPerMinute?: number;
  /** Input and output together. Minimum: more than 0. */
  readonly tokensPerMinute?: number;
  /** Calls at once. Minimum 1. */
  readonly concurrency?: number;
  /**
   * Share of the rates that is used, above 0 and at most 1. Default 0.98: with jitter on the way, four kinds of
   * servers then see no window over their limit.
   */
  readonly share?: number;
}

/**
 * The default limiter: calls spread evenly over the minute by GCRA, with a burst as large as the share that is
 * left unused allows (at most 10 requests, or 20 ms worth: timers are no finer), so that no window ever holds more
 * than the limit.
 */
export function gcraLimiter({
  requestsPerMinute,
  tokensPerMinute,
  concurrency,
  share = 0.98,
}: GcraLimiterOptions): Limiter {
  requirePositive('requestsPerMinute', requestsPerMinute);
  requirePositive('tokensPerMinute', tokensPerMinute);
  requirePositive('concurrency', concurrency, 1);
  if (!(share > 0 && share <= 1))
    throw new RangeError(`expected share to be above 0 and at most 1, got ${share}`);

  const slack = (rate: number) => Math.max(1, Math.floor(rate * (1 - share)));
  return createLimiter({
    ...(requestsPerMinute !== undefined && {
      requests: gcra({
        perMinute: requestsPerMinute,
        burst: Math.min(Math.max(10, requestsPerMinute / 3_000), slack(requestsPerMinute)),
        share,
      }),
    }),
    ...(tokensPerMinute !== undefined && {
      tokens: gcra({ perMinute: tokensPerMinute, burst: slack(tokensPerMinute), share }),
    }),
    ...(concurrency !== undefined && { concurrency }),
  });
}
