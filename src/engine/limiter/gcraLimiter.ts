import type { ConcurrencyControl, TunableLimiter } from '../../types/Limiter.js';
import { createLimiter } from './createLimiter.js';
import type { Dimension } from './Dimension.js';
import { gcra } from './gcra.js';
import { requirePositive } from './requirePositive.js';
import { slidingWindow } from './slidingWindow.js';
import { type Tuning, tuneParts } from './tuneParts.js';
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

/** What may be changed of a {@link gcraLimiter} while calls run; `null` lifts a limit. */
export type GcraLimits = Tuning<
  Pick<GcraLimiterOptions, 'requestsPerMinute' | 'tokensPerMinute' | 'concurrency'>
>;

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
}: GcraLimiterOptions): TunableLimiter<GcraLimits> {
  requirePositive('requestsPerMinute', requestsPerMinute);
  requirePositive('tokensPerMinute', tokensPerMinute);
  if (typeof concurrency === 'number') requirePositive('concurrency', concurrency, 1);
  if (!(share > 0 && share <= 1))
    throw new RangeError(`expected share to be above 0 and at most 1, got ${share}`);

  const burst = (rate: number) => Math.max(1, Math.floor(rate * Math.min(1 - share, BURST_MINUTES)));
  const requests = (perMinute: number): Dimension => {
    const most = (rate: number) => Math.min(Math.max(10, rate / 3_000), burst(rate));
    return gcra({ perMinute, burst: most, share });
  };
  const tokens = (perMinute: number): Dimension => {
    const log = slidingWindow({ limit: perMinute, windowMs: 60_000 / share });
    return withHindsight(perMinute, gcra({ perMinute, burst, share }), log, burst);
  };
  const limiter = createLimiter({
    ...(requestsPerMinute !== undefined && { requests: requests(requestsPerMinute) }),
    ...(tokensPerMinute !== undefined && { tokens: tokens(tokensPerMinute) }),
    ...(concurrency !== undefined && { concurrency }),
  });
  return Object.assign(limiter, {
    set(limits: GcraLimits, now = Date.now()) {
      requirePositive('requestsPerMinute', limits.requestsPerMinute ?? undefined);
      requirePositive('tokensPerMinute', limits.tokensPerMinute ?? undefined);
      const { requestsPerMinute: requestLimit, tokensPerMinute: tokenLimit } = limits;
      tuneParts(
        limiter,
        { requests, tokens },
        { ...limits, requests: requestLimit, tokens: tokenLimit },
        now,
      );
    },
  });
}
