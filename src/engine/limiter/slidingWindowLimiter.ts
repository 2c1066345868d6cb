import type { ConcurrencyControl, TunableLimiter } from '../../types/Limiter.js';
import { createLimiter } from './createLimiter.js';
import { requirePositive } from './requirePositive.js';
import { slidingWindow } from './slidingWindow.js';
import { type Tuning, tuneParts } from './tuneParts.js';

/** Options of {@link slidingWindowLimiter}. What is not given is not limited. */
export interface SlidingWindowLimiterOptions {
  /** Requests in any window. Minimum 1. */
  readonly requests?: number;
  /** Tokens in any window, input and output together. Minimum 1. */
  readonly tokens?: number;
  /** Calls at once: a number, minimum 1, or what decides it while they run, such as `new AdaptiveConcurrency()`. */
  readonly concurrency?: number | ConcurrencyControl;
  /** Length of the window in milliseconds. Default 60,000. */
  readonly windowMs?: number;
}

/** What may be changed of a {@link slidingWindowLimiter} while calls run; `null` lifts a limit. */
export type SlidingWindowLimits = Tuning<
  Pick<SlidingWindowLimiterOptions, 'requests' | 'tokens' | 'concurrency'>
>;

/** The guide's limiter: no window of `windowMs` holds more than the limit, and within it calls go as they come. */
export function slidingWindowLimiter({
  requests,
  tokens,
  concurrency,
  windowMs = 60_000,
}: SlidingWindowLimiterOptions): TunableLimiter<SlidingWindowLimits> {
  requirePositive('requests', requests, 1);
  requirePositive('tokens', tokens, 1);
  if (typeof concurrency === 'number') requirePositive('concurrency', concurrency, 1);
  requirePositive('windowMs', windowMs);
  const window = (limit: number) => slidingWindow({ limit, windowMs });
  const limiter = createLimiter({
    ...(requests !== undefined && { requests: window(requests) }),
    ...(tokens !== undefined && { tokens: window(tokens) }),
    ...(concurrency !== undefined && { concurrency }),
  });
  return Object.assign(limiter, {
    set(limits: SlidingWindowLimits, now = Date.now()) {
      requirePositive('requests', limits.requests ?? undefined, 1);
      requirePositive('tokens', limits.tokens ?? undefined, 1);
      tuneParts(limiter, { requests: window, tokens: window }, limits, now);
    },
  });
}
