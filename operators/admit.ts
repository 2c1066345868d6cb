import {
  asyncScheduler,
  type MonoTypeOperatorFunction,
  Observable,
  type Observer,
  type SchedulerLike,
  type Subscriber,
  type Subscription,
  type Unsubscribable,
} from 'rxjs';
import type { Demand, Limiter, Permit, Place, Waiter } from '../src/types/Limiter.js';
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
      new Admission(source, destination, limiter, demand, { used, onAdmit, scheduler }).enter();
    });
}

interface AdmissionOptions<T> {
  readonly used: (value: T) => number | undefined;
  readonly onAdmit: ((waitMs: number) => void) | undefined;
  readonly scheduler: SchedulerLike;
}

/** One subscription. A class, because a method costs V8 a fifth of a closure that each call makes anew. */
class Admission<T> implements Observer<T>, Waiter, Unsubscribable {
  readonly demand: Demand;
  readonly #source: Observable<T>;
  readonly #destination: Subscriber<T>;
  readonly #limiter: Limiter;
  readonly #options: AdmissionOptions<T>;
  readonly #call: Subscriber<T>;
  readonly #enteredAt: number;
  #place: Place | undefined;
  #permit: Permit | undefined;
  #timer: Subscription | undefined;
  #usedTokens: number | undefined;

  constructor(
    source: Observable<T>,
    destination: Subscriber<T>,
    limiter: Limiter,
    demand: Demand,
    options: AdmissionOptions<T>,
  ) {
    this.demand = demand;
    this.#source = source;
    this.#destination = destination;
    this.#limiter = limiter;
    this.#options = options;
    this.#call = subscriberOf<T>(this);
    this.#enteredAt = options.scheduler.now();
  }

  enter(): void {
    this.#destination.add(this.#call);
    // After the call, so that it is torn down before somebody else gets its permit.
    this.#destination.add(this);
    this.#place = this.#limiter.enter(this, this.#enteredAt);
  }

  granted(permit: Permit): void {
    this.#permit = permit;
    this.#timer?.unsubscribe();
    const { onAdmit, scheduler } = this.#options;
    try {
      onAdmit?.(scheduler.now() - this.#enteredAt);
    } catch (error) {
      this.#destination.error(error);
      return;
    }
    this.#source.subscribe(this.#call);
  }

  wake(delayMs: number): void {
    const { scheduler } = this.#options;
    this.#timer?.unsubscribe();
    this.#timer = scheduler.schedule(() => this.#limiter.poll(scheduler.now()), delayMs);
  }

  next(value: T): void {
    try {
      this.#usedTokens = this.#options.used(value) ?? this.#usedTokens;
    } catch (error) {
      this.#destination.error(error);
    }
    this.#destination.next(value);
  }

  error(error: unknown): void {
    this.#destination.error(error);
  }

  complete(): void {
    this.#destination.complete();
  }

  unsubscribe(): void {
    this.#timer?.unsubscribe();
    const now = this.#options.scheduler.now();
    if (this.#permit !== undefined) this.#permit.release(now, this.#usedTokens);
    else if (this.#place !== undefined) this.#limiter.leave(this.#place, now);
  }
}
