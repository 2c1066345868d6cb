import {
  asyncScheduler,
  type MonoTypeOperatorFunction,
  Observable,
  type SchedulerLike,
  type Subscription,
} from 'rxjs';
import { RingBuffer } from '../src/engine/RingBuffer.js';
import { subscriberOf } from '../src/stage/subscriberOf.js';
import { accountOf } from '../src/types/Account.js';
import type { Limiter, Place, Waiter } from '../src/types/Limiter.js';

/** Options of {@link throttle}. */
export interface ThrottleOptions {
  /** Its clock is the limiter's. Default `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

/**
 * On the stream: paces values by the limiter, in order and without losing one (RxJS's own `throttle` drops).
 * Only the limiter's rates apply: a value gives its permit back as it passes.
 *
 * ```text
 * source   (abc|)             600 a minute
 * result   a 100ms b 100ms (c|)
 * ```
 *
 * Holds:    the values that wait; a pull-driven source stops feeding it.
 * Errors:   an error of the source comes at once, before the values that wait.
 * Cancels:  unsubscribing leaves the limiter's line.
 * Place it: before `concurrentMap`, to pace prompts. To pace HTTP calls, retries included, put `admit` on the call.
 */
export function throttle<T>(
  limiter: Limiter,
  { scheduler = asyncScheduler }: ThrottleOptions = {},
): MonoTypeOperatorFunction<T> {
  return (source) =>
    new Observable<T>((destination) => {
      const waiting = new RingBuffer<T>();
      let asking = false;
      let place: Place | undefined;
      let sourceDone = false;
      let passing = false;
      let timer: Subscription | undefined;

      // One place in the limiter's line for all values: they keep their order, and a value that passes at once
      // lets the loop go on rather than the stack grow.
      const passWaiting = () => {
        if (passing) return;
        passing = true;
        while (waiting.length > 0 && !asking && !destination.closed) {
          asking = true;
          place = limiter.enter(waiter, scheduler.now());
        }
        passing = false;
        if (sourceDone && waiting.length === 0) destination.complete();
      };

      const waiter: Waiter = {
        demand: { tokens: 0 },
        granted: (permit) => {
          asking = false;
          timer?.unsubscribe();
          const value = waiting.shift() as T;
          destination.next(value);
          accountOf(value)?.release(value);
          permit.release(scheduler.now());
          passWaiting();
        },
        wake: (delayMs) => {
          timer?.unsubscribe();
          timer = scheduler.schedule(() => limiter.poll(scheduler.now()), delayMs);
        },
      };

      const outer = subscriberOf<T>({
        next: (value) => {
          accountOf(value)?.hold(value);
          waiting.push(value);
          passWaiting();
        },
        error: (error) => destination.error(error),
        complete: () => {
          sourceDone = true;
          passWaiting();
        },
      });

      destination.add(outer);
      destination.add(() => {
        timer?.unsubscribe();
        if (place !== undefined) limiter.leave(place, scheduler.now());
        while (waiting.length > 0) {
          const value = waiting.shift();
          accountOf(value)?.release(value);
        }
      });
      source.subscribe(outer);
    });
}
