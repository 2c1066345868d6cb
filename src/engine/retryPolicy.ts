import { isCallError } from '../errors/CallError.js';
import { MAX_TIMER_MS } from './expectNumber.js';

/** How often and how long to wait before trying again. */
export interface RetryPolicy {
  /** Further tries after the first. Default 4. Minimum 0. */
  readonly maxRetries?: number;
  /** Upper bound of the first wait, in milliseconds; it doubles with each retry. Default 1,000. Minimum 0. */
  readonly initialDelayMs?: number;
  /**
   * The same when no server has answered (refused, reset, unknown host), because that passes sooner than an
   * overload. Not for a time-out, which may be one. Default 250, or `initialDelayMs` when that is less.
   */
  readonly networkDelayMs?: number;
  /** What the bound grows to, in milliseconds. Default 60,000. A wait that the server asks for may be longer. */
  readonly maxDelayMs?: number;
  /** `full`: anything from 0 to the bound, so that calls that failed together don't return together. Default. */
  readonly jitter?: 'full' | 'none';
}

/** Presets, as data. `attemptMs` is for `deadline({ totalMs })`. */
export const retryPolicies = {
  standard: {
    maxRetries: 4,
    initialDelayMs: 1_000,
    networkDelayMs: 250,
    maxDelayMs: 60_000,
    jitter: 'full',
    attemptMs: 600_000,
  },
  /** 3 tries, 4 to 10 s between them, 5 s for each. */
  guide: {
    maxRetries: 2,
    initialDelayMs: 4_000,
    networkDelayMs: 4_000,
    maxDelayMs: 10_000,
    jitter: 'none',
    attemptMs: 5_000,
  },
} as const satisfies Record<string, RetryPolicy & { readonly attemptMs: number }>;

/**
 * How long to wait before retry number `retry` (from 0), in milliseconds: `random() * min(max, initial * 2^n)`,
 * and never less than the server asked for.
 *
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/ («full jitter»)
 */
export function backoffDelay(
  { initialDelayMs = 1_000, networkDelayMs, maxDelayMs = 60_000, jitter = 'full' }: RetryPolicy,
  retry: number,
  error: unknown,
  random: () => number,
): number {
  const base = isUnanswered(error) ? (networkDelayMs ?? Math.min(250, initialDelayMs)) : initialDelayMs;
  // The exponent is bounded, because 0 * Infinity is no delay.
  const bound = Math.min(maxDelayMs, base * 2 ** Math.min(retry, 31));
  const wait = jitter === 'full' ? random() * bound : bound;
  const asked = isCallError(error) ? (error.retryAfterMs ?? 0) : 0;
  return Math.min(Math.max(wait, asked), MAX_TIMER_MS);
}

function isUnanswered(error: unknown): boolean {
  return isCallError(error) && error.httpStatus === null && error.code !== 'timeout';
}
