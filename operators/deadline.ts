import {
  asyncScheduler,
  type MonoTypeOperatorFunction,
  Observable,
  type SchedulerAction,
  type SchedulerLike,
  type Subscription,
} from 'rxjs';
import { expectNumber, MAX_TIMER_MS } from '../src/engine/expectNumber.js';
import { DeadlineError, type DeadlinePhase } from '../src/errors/DeadlineError.js';
import { subscriberOf } from './internal/subscriberOf.js';

/** Options of {@link deadline}: limits in milliseconds, from 0 to 24.8 days; one that is left out doesn't exist. */
export interface DeadlineOptions {
  /** From the subscription to the first value. */
  readonly firstMs?: number;
  /** From one value to the next, or to the end. */
  readonly idleMs?: number;
  /** From the subscription to the end. */
  readonly totalMs?: number;
  /** Default `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

/**
 * On one call: ends it with a {@link DeadlineError} when its first value, the next one or its end is late. What
 * the server sends to keep the connection alive is no value, so it puts nothing off. The limit for the
 * connection is the route's own (`connectMs`): here nobody sees a connection.
 *
 * ```text
 * call     --a-b--------c|
 * idleMs 5 --a-b----#
 * ```
 *
 * Errors:   `timeout`, retryable, with the phase that was late.
 * Cancels:  unsubscribing, and the deadline itself, abort the call. No timer outlives it.
 * Place it: on the attempt, below `retryBackoff`; once more above it for a limit over all attempts.
 */
export function deadline<T>({
  firstMs,
  idleMs,
  totalMs,
  scheduler = asyncScheduler,
}: DeadlineOptions): MonoTypeOperatorFunction<T> {
  expectNumber('firstMs', firstMs, { min: 0, max: MAX_TIMER_MS });
  expectNumber('idleMs', idleMs, { min: 0, max: MAX_TIMER_MS });
  expectNumber('totalMs', totalMs, { min: 0, max: MAX_TIMER_MS });
  if (firstMs === undefined && idleMs === undefined && totalMs === undefined) return (source) => source;

  return (source) =>
    new Observable<T>((destination) => {
      let total: Subscription | undefined;
      let gap: Subscription | undefined;
      let passed = false;
      let lastAt = 0;

      const call = subscriberOf<T>({
        next: (value) => {
          if (idleMs !== undefined) lastAt = scheduler.now();
          if (!passed) {
            passed = true;
            gap?.unsubscribe();
            if (idleMs !== undefined) gap = scheduler.schedule(checkIdle, idleMs);
          }
          destination.next(value);
        },
        error: (error) => destination.error(error),
        complete: () => destination.complete(),
      });

      const expire = (phase: DeadlinePhase, limitMs: number) => {
        call.unsubscribe();
        destination.error(new DeadlineError(phase, limitMs));
      };

      // A value only notes the time, and the timer looks when it fires: a token costs no timer of its own.
      function checkIdle(this: SchedulerAction<unknown>) {
        const leftMs = lastAt + (idleMs as number) - scheduler.now();
        if (leftMs > 0) this.schedule(undefined, Math.min(leftMs, idleMs as number));
        else expire('idle', idleMs as number);
      }

      destination.add(call);
      destination.add(() => {
        total?.unsubscribe();
        gap?.unsubscribe();
      });
      if (totalMs !== undefined) total = scheduler.schedule(() => expire('total', totalMs), totalMs);
      if (firstMs !== undefined) gap = scheduler.schedule(() => expire('first', firstMs), firstMs);
      source.subscribe(call);
    });
}
