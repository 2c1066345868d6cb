import {
  asyncScheduler,
  type MonoTypeOperatorFunction,
  Observable,
  type SchedulerLike,
  type Subscription,
} from 'rxjs';
import type { Demand, Limiter, Permit, Waiter } from '../src/types/Limiter.js';
import { subscriberOf } from './internal/subscriberOf.js';
import { tokensOf } from './internal/tokensOf.js';

/** Options of {@link admit}. */
export interface AdmitOptions<T> {
  /** Tokens to reserve, input and expected output. Default: the mean that the limiter has learned. */
  readonly tokens?: number;
  /** What a value says of the tokens really used. Default: the usage of a Reply, or of a stream's `end`. */
  readonly used?: (value: T) => number | undefined;
  /** Told how long the call waited for its permit. */
  readonly onAdmit?: (waitMs: number) => void;
  /** Its clock is the limiter's. Default `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

/**
 * On one call: subscribes once the limiter gives a permit, and gives it back when the call ends, however it
 * ends. The tokens that were reserved are settled with those that were used.
 *
 * ```text
 * limiter   one call at once
 * call 1    -----r|
 * call 2    ......-----r|      waits for the end of call 1
 * ```
 *
 * Errors:   passes them on; a call that fails counts as reserved.
 * Cancels:  unsubscribing leaves the line, or aborts the call and returns the permit.
 * Place it: directly on the call, below `retryBackoff` and `failover`, so that every attempt takes a permit.
 */
export function admit<T>(
  limiter: Limiter | undefined,
  { tokens, used = tokensOf, onAdmit, scheduler = asyncScheduler }: AdmitOptions<T> = {},
): MonoTypeOperatorFunction<T> {
  if (tokens !== undefined && !(tokens >= 0)) {
    throw new RangeError(`expected tokens to be at least 0, got ${tokens}`);
  }
  if (limiter === undefined) return (source) => source;
  const demand: Demand = tokens === undefined ? {} : { tokens };

  return (source) =>
    new Observable<T>((destination) => {
      const enteredAt = scheduler.now();
      let permit: Permit | undefined;
      let timer: Subscription | undefined;
      let usedTokens: number | undefined;

      const call = subscriberOf<T>({
        next: (value) => {
          try {
            usedTokens = used(value) ?? usedTokens;
          } catch (error) {
            destination.error(error);
          }
          destination.next(value);
        },
        error: (error) => destination.error(error),
        complete: () => destination.complete(),
      });

      const waiter: Waiter = {
        demand,
        granted: (given) => {
          permit = given;
          timer?.unsubscribe();
          onAdmit?.(scheduler.now() - enteredAt);
          source.subscribe(call);
        },
        wake: (delayMs) => {
          timer?.unsubscribe();
          timer = scheduler.schedule(() => limiter.poll(scheduler.now()), delayMs);
        },
      };

      destination.add(call);
      // After the call, so that it is torn down before somebody else gets its permit.
      destination.add(() => {
        timer?.unsubscribe();
        if (permit === undefined) limiter.leave(waiter, scheduler.now());
        else permit.release(scheduler.now(), usedTokens);
      });
      limiter.enter(waiter, enteredAt);
    });
}
