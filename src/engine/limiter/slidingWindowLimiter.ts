import type { ConcurrencyControl, Limiter } from '../../types/Limiter.js';
import { createLimiter } from './createLimiter.js';
import { requirePositive } from './requirePositive.js';
import { slidingWindow } from './slidingWindow.js';

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

/** The guide's limiter: no window of `windowMs` holds more than the limit, and within it calls go as they come. */
export function slidingWindowLimiter({
  requests,
  tokens,
  concurrency,
  windowMs = 60_000,
}: SlidingWindowLimiterOptions): Limiter {
  requirePositive('requests', requests, 1);
  requirePositive('tokens', tokens, 1);
  if (typeof concurrency === 'number') requirePositive('concurrency', concurrency, 1);
  requirePositive('windowMs', windowMs);
  return createLimiter({
    ...(requests !== undefined && { requests: slidingWindow({ limit: requests, windowMs }) }),
    ...(tokens !== undefined && { tokens: slidingWindow({ limit: tokens, windowMs }) }),
    ...(concurrency !== undefined && { concurrency }),
  });
}
