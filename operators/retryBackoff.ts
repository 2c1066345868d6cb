import {
  asyncScheduler,
  type MonoTypeOperatorFunction,
  Observable,
  type SchedulerLike,
  type Subscription,
} from 'rxjs';
import { addAttempts, attemptsOf, withAttempts } from '../src/engine/attempts.js';
import { errorCode } from '../src/engine/errorCode.js';
import { expectNumber } from '../src/engine/expectNumber.js';
import { backoffDelay, type RetryPolicy } from '../src/engine/retryPolicy.js';
import { subscriberOf } from './internal/subscriberOf.js';

/** Options of {@link retryBackoff}. */
export interface RetryBackoffOptions extends RetryPolicy {
  /** No wait may end later than this after the subscription, in milliseconds: it fails at once instead. */
  readonly totalMs?: number;
  /** What an error does once a value has passed: `error` passes it on, `restart` begins again. Default `error`. */
  readonly onPartial?: 'error' | 'restart';
  /** Whether to try again. Default: what the error says of itself (`retryable`). */
  readonly shouldRetry?: (error: unknown) => boolean;
  /** Told of each wait, with the code of the error as the reason. */
  readonly onRetry?: (reason: string, delayMs: number, error: unknown) => void;
  /** From 0 to 1. Default `Math.random`. */
  readonly random?: () => number;
  /** Default `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

/**
 * On one call: subscribes again after an error that allows it, with exponential back-off and full jitter, and
 * never sooner than the server asked for.
 *
 * ```text
 * call     --#   --#      --r|
 * result   ------------------r|      `r` says 3 attempts
 * ```
 *
 * Errors:   the last one, with the attempts of all tries; at once when it is not retryable, and once a value
 *           has passed (`onPartial`).
 * Cancels:  unsubscribing ends the wait or the try that runs. A failed try is torn down before its wait begins.
 * Place it: on the call, below `coalesce` and `cacheLookup`, above `failover` and `admit`. On the stream of
 *           prompts it would begin the whole batch again.
 */
export function retryBackoff<T>(options: RetryBackoffOptions = {}): MonoTypeOperatorFunction<T> {
  const { maxRetries = 4, totalMs, onPartial = 'error', scheduler = asyncScheduler } = options;
  const { shouldRetry = isRetryable, onRetry, random = Math.random } = options;
  expectNumber('maxRetries', maxRetries, { min: 0 });
  expectNumber('initialDelayMs', options.initialDelayMs, { min: 0 });
  expectNumber('networkDelayMs', options.networkDelayMs, { min: 0 });
  expectNumber('maxDelayMs', options.maxDelayMs, { min: 0 });
  expectNumber('totalMs', totalMs, { min: 0 });

  return (source) =>
    new Observable<T>((destination) => {
      const startedAt = totalMs === undefined ? 0 : scheduler.now();
      let retries = 0;
      let attempts = 0;
      let passed = false;
      let wait: Subscription | undefined;

      const fail = (error: unknown) => {
        const last = attempts === 0 ? error : withAttempts(error, attempts + attemptsOf(error));
        if (retries >= maxRetries || (passed && onPartial === 'error')) return destination.error(last);
        try {
          if (!shouldRetry(error)) return destination.error(last);
          const delayMs = backoffDelay(options, retries, error, random);
          if (totalMs !== undefined && scheduler.now() - startedAt + delayMs > totalMs) {
            return destination.error(last);
          }
          onRetry?.(errorCode(error), delayMs, error);
          retries++;
          attempts += attemptsOf(error);
          wait = scheduler.schedule(start, delayMs);
        } catch (thrown) {
          destination.error(thrown);
        }
      };

      const start = () => {
        const call = subscriberOf<T>({
          next: (value) => {
            passed = true;
            destination.next(attempts === 0 ? value : addAttempts(value, attempts));
          },
          error: (error) => {
            // Its permit and its socket go back before the wait, not after the next try.
            call.unsubscribe();
            fail(error);
          },
          complete: () => destination.complete(),
        });
        destination.add(call);
        source.subscribe(call);
      };

      start();
      return () => wait?.unsubscribe();
    });
}

function isRetryable(error: unknown): boolean {
  return error instanceof Error && (error as { readonly retryable?: unknown }).retryable === true;
}
