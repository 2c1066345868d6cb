import type { ObservableInput, OperatorFunction } from 'rxjs';
import { from, isObservable, Observable, type Observer, type Subscriber, type Unsubscribable } from 'rxjs';
import { RingBuffer } from '../src/engine/RingBuffer.js';
import { linkTo } from '../src/stage/linkTo.js';
import type { Link } from '../src/stage/Stage.js';
import { subscriberOf } from '../src/stage/subscriberOf.js';
import { putOff } from '../src/stage/together.js';
import { type Account, accountOf } from '../src/types/Account.js';

/** So many that wait are a crowd: a pull-driven source reads no further until half of them have had their turn. */
const CROWD = 64;

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
      const calls = new Calls(destination, project, typeof concurrency === 'number' ? concurrency : 0);
      const outer = subscriberOf<T>(calls);
      destination.add(outer);
      destination.add(calls);
      if (typeof concurrency !== 'number') {
        destination.add(
          concurrency.subscribe({
            next: (limit) => calls.setLimit(limit),
            error: (error) => destination.error(error),
          }),
        );
      }
      source.subscribe(outer);
    });
}

/** One subscription: the values that wait and the calls that run. */
class Calls<T, R> implements Observer<T>, Unsubscribable {
  readonly destination: Subscriber<R>;
  readonly #project: (value: T, index: number) => ObservableInput<R>;
  readonly #waiting = new RingBuffer<T>();
  // An array with places, not a Set: the tables that a Set outgrows keep all that ever was in them alive until
  // the next full collection, which doubled the work of the garbage collector.
  readonly #running: Call<T, R>[] = [];
  #limit: number;
  /** Who was told that there is a crowd. */
  #crowded: Account | undefined;
  #index = 0;
  #sourceDone = false;
  #starting = false;
  #startsLater = false;

  constructor(
    destination: Subscriber<R>,
    project: (value: T, index: number) => ObservableInput<R>,
    limit: number,
  ) {
    this.destination = destination;
    this.#project = project;
    this.#limit = limit;
  }

  next(value: T): void {
    const account = accountOf(value);
    account?.hold(value);
    this.#waiting.push(value);
    this.#startWaiting();
    if (this.#waiting.length >= CROWD && this.#crowded === undefined && account?.crowd !== undefined) {
      this.#crowded = account;
      account.crowd(1);
    }
  }

  error(error: unknown): void {
    this.destination.error(error);
  }

  complete(): void {
    this.#sourceDone = true;
    this.#startWaiting();
  }

  setLimit(limit: number): void {
    this.#limit = limit;
    this.#startWaiting();
  }

  ended(call: Call<T, R>): void {
    const last = this.#running.pop() as Call<T, R>;
    if (last !== call) {
      this.#running[call.place] = last;
      last.place = call.place;
    }
    accountOf(call.value)?.release(call.value);
    // Of calls that end together all have ended before the next start.
    if (this.#startsLater) return;
    this.#startsLater = putOff('start', this.#startLate);
    if (!this.#startsLater) this.#startWaiting();
  }

  unsubscribe(): void {
    // Those that still wait for a permit began last: they must not get one from those that are cancelled now.
    for (const call of this.#running.toReversed()) call.unsubscribe();
    while (this.#waiting.length > 0) {
      const value = this.#waiting.shift();
      accountOf(value)?.release(value);
    }
    this.#disperse();
  }

  // One loop starts everything. A call that ends while it is being started only leaves its place, and the loop goes
  // on: the stack stays flat for any number of synchronous calls.
  #startWaiting(): void {
    if (this.#starting) return;
    this.#starting = true;
    while (this.#waiting.length > 0 && this.#running.length < this.#limit && !this.destination.closed) {
      this.#start(this.#waiting.shift() as T);
    }
    this.#starting = false;
    if (this.#crowded !== undefined && this.#waiting.length <= CROWD / 2) this.#disperse();
    if (this.#sourceDone && this.#waiting.length === 0 && this.#running.length === 0)
      this.destination.complete();
  }

  readonly #startLate = () => {
    this.#startsLater = false;
    this.#startWaiting();
  };

  #disperse(): void {
    const account = this.#crowded;
    this.#crowded = undefined;
    account?.crowd?.(-1);
  }

  #start(value: T): void {
    const call = new Call(this, value, this.#running.length);
    this.#running.push(call);
    try {
      const account = accountOf(value);
      const result =
        account?.enclose === undefined
          ? this.#project(value, this.#index++)
          : account.enclose(value, () => this.#project(value, this.#index++));
      call.start(isObservable(result) ? result : from(result));
    } catch (error) {
      this.destination.error(error);
    }
  }
}

/** One call that runs. */
class Call<T, R> implements Observer<R>, Unsubscribable {
  readonly value: T;
  /** Where it stands among those that run. */
  place: number;
  readonly #calls: Calls<T, R>;
  #link: Link | undefined;
  #over = false;

  constructor(calls: Calls<T, R>, value: T, place: number) {
    this.#calls = calls;
    this.value = value;
    this.place = place;
  }

  start(call: Observable<R>): void {
    this.#link = linkTo(call, this);
    this.#link.start();
  }

  next(result: R): void {
    if (!this.#over) this.#calls.destination.next(result);
  }

  error(error: unknown): void {
    if (this.#over) return;
    this.#calls.destination.error(error);
    this.unsubscribe();
  }

  complete(): void {
    this.unsubscribe();
  }

  unsubscribe(): void {
    if (this.#over) return;
    this.#over = true;
    // First, so that whatever the call had to tear down is down before the next one starts.
    this.#link?.unsubscribe();
    this.#calls.ended(this);
  }
}
