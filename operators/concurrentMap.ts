import type { ObservableInput, OperatorFunction } from 'rxjs';
import { from, isObservable, Observable, type Subscriber } from 'rxjs';
import { RingBuffer } from '../src/engine/RingBuffer.js';
import { accountOf } from '../src/types/Account.js';
import { subscriberOf } from './internal/subscriberOf.js';

/** Options of {@link concurrentMap}. */
export interface ConcurrentMapOptions {
  /**
   * How many calls run at once; an Observable may change it while it runs, and 0 pauses. Minimum 1 when it is a
   * number. A lower limit lets what runs finish.
   */
  readonly concurrency: number | Observable<number>;
}

/**
 * On the stream: runs `project` for each value, at most `concurrency` of them at once, and merges what they emit
 * in the order in which it comes. It is `mergeMap(project, n)` done right: a backlog costs the same for each
 * item (`mergeMap` shifts an array: quadratic), any number of synchronous inners is delivered (`mergeMap` runs
 * out of stack or stops without a word after some 800), and the limit may change.
 *
 * ```text
 * source   a-b-c-----|
 * call     ---r|              each, concurrency 2
 * result   ---r-r-r--|        c waits for the end of a
 * ```
 *
 * Holds:   the values that wait; a pull-driven source stops feeding it.
 * Errors:  the first error of the source, of a call or of `project` ends it and cancels every call.
 *          In a `run` an error of a call becomes its prompt's Failure.
 * Cancels: unsubscribing cancels every call.
 */
export function concurrentMap<T, R>(
  project: (value: T, index: number) => ObservableInput<R>,
  { concurrency }: ConcurrentMapOptions,
): OperatorFunction<T, R> {
  if (typeof concurrency === 'number' && !(concurrency >= 1)) {
    throw new RangeError(`expected concurrency to be at least 1, got ${concurrency}`);
  }
  return (source) =>
    new Observable<R>((destination) => {
      const waiting = new RingBuffer<T>();
      const running = new Set<Subscriber<R>>();
      let limit = typeof concurrency === 'number' ? concurrency : 0;
      let index = 0;
      let sourceDone = false;
      let starting = false;

      // One loop starts everything. An inner that ends while it is being started only leaves the set, and the
      // loop goes on: the stack stays flat for any number of synchronous inners.
      const startWaiting = () => {
        if (starting) return;
        starting = true;
        while (waiting.length > 0 && running.size < limit && !destination.closed) start(waiting.shift() as T);
        starting = false;
        if (sourceDone && waiting.length === 0 && running.size === 0) destination.complete();
      };

      const start = (value: T) => {
        const account = accountOf(value);
        const call = subscriberOf<R>({
          next: (result) => destination.next(result),
          error: (error) => destination.error(error),
          complete: () => {},
        });
        running.add(call);
        try {
          const run = () => project(value, index++);
          const calls = account?.enclose === undefined ? run() : account.enclose(value, run);
          (isObservable(calls) ? calls : from(calls)).subscribe(call);
        } catch (error) {
          destination.error(error);
        }
        // Added last, so that whatever the call had to tear down is down before the next one starts.
        call.add(() => {
          running.delete(call);
          account?.release(value);
          startWaiting();
        });
      };

      const outer = subscriberOf<T>({
        next: (value) => {
          accountOf(value)?.hold(value);
          waiting.push(value);
          startWaiting();
        },
        error: (error) => destination.error(error),
        complete: () => {
          sourceDone = true;
          startWaiting();
        },
      });

      destination.add(outer);
      destination.add(() => {
        for (const call of running) call.unsubscribe();
        for (let left = waiting.length; left > 0; left--) {
          const value = waiting.shift();
          accountOf(value)?.release(value);
        }
      });
      if (typeof concurrency !== 'number') {
        destination.add(
          concurrency.subscribe({
            next: (value) => {
              limit = value;
              startWaiting();
            },
            error: (error) => destination.error(error),
          }),
        );
      }
      source.subscribe(outer);
    });
}
