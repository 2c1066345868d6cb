import {
  asyncScheduler,
  type MonoTypeOperatorFunction,
  type Observable,
  type Observer,
  type SchedulerLike,
  type Subscription,
} from 'rxjs';
import { expectNumber, MAX_TIMER_MS } from '../src/engine/expectNumber.js';
import { stopFor } from '../src/engine/stopFor.js';
import { DeadlineError, type DeadlinePhase } from '../src/errors/DeadlineError.js';
import { Relay } from '../src/stage/Relay.js';
import { Through } from '../src/stage/Through.js';
import { Timeout, Timeouts, type Waiting } from './internal/Timeouts.js';

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
export function deadline<T>(options: DeadlineOptions): MonoTypeOperatorFunction<T> {
  const { firstMs, idleMs, totalMs } = options;
  expectNumber('firstMs', firstMs, { min: 0, max: MAX_TIMER_MS });
  expectNumber('idleMs', idleMs, { min: 0, max: MAX_TIMER_MS });
  expectNumber('totalMs', totalMs, { min: 0, max: MAX_TIMER_MS });
  if (firstMs === undefined && idleMs === undefined && totalMs === undefined) return (source) => source;
  const limits = new Limits(options);
  return (source) => new Through(source, Watch<T>, limits);
}

/** What all subscriptions share: the limits, and a line for each that begins with the subscription. */
class Limits {
  readonly scheduler: SchedulerLike;
  readonly firstMs: number;
  readonly idleMs: number | undefined;
  readonly totalMs: number;
  readonly first: Timeouts | undefined;
  readonly total: Timeouts | undefined;

  constructor({ firstMs, idleMs, totalMs, scheduler = asyncScheduler }: DeadlineOptions) {
    this.scheduler = scheduler;
    this.firstMs = firstMs ?? 0;
    this.idleMs = idleMs;
    this.totalMs = totalMs ?? 0;
    if (firstMs !== undefined) this.first = new Timeouts(firstMs, scheduler);
    if (totalMs !== undefined) this.total = new Timeouts(totalMs, scheduler);
  }
}

/** One subscription. */
class Watch<T> extends Relay<T> implements Waiting {
  readonly #limits: Limits;
  #total: Timeout | undefined;
  #first: Timeout | undefined;
  #idle: Subscription | undefined;
  #passed = false;
  #lastAt = 0;

  constructor(calls: Observable<T>, destination: Observer<T>, limits: Limits) {
    super(calls, destination);
    this.#limits = limits;
  }

  override start(): void {
    const { first, total } = this.#limits;
    if (total !== undefined) {
      this.#total = new Timeout(this);
      total.add(this.#total);
    }
    if (first !== undefined) {
      this.#first = new Timeout(this);
      first.add(this.#first);
    }
    this.connect();
  }

  next(value: T): void {
    if (this.closed) return;
    const { first, idleMs, scheduler } = this.#limits;
    if (idleMs !== undefined) this.#lastAt = scheduler.now();
    if (!this.#passed) {
      this.#passed = true;
      if (this.#first !== undefined) first?.remove(this.#first);
      if (idleMs !== undefined) this.#watchIdle(idleMs, idleMs);
    }
    this.destination.next(value);
  }

  late(timeout: Timeout): void {
    const { firstMs, totalMs } = this.#limits;
    if (timeout === this.#total) this.#expire('total', totalMs);
    else this.#expire('first', firstMs);
  }

  protected override teardown(): void {
    const { first, total } = this.#limits;
    if (this.#total !== undefined) total?.remove(this.#total);
    if (this.#first !== undefined) first?.remove(this.#first);
    this.#idle?.unsubscribe();
  }

  // A value only notes the time, and the timer looks when it fires: a token costs no timer of its own.
  #watchIdle(idleMs: number, delayMs: number): void {
    const { scheduler } = this.#limits;
    this.#idle = scheduler.schedule(() => {
      const leftMs = this.#lastAt + idleMs - scheduler.now();
      if (leftMs <= 0) this.#expire('idle', idleMs);
      // Not longer than the limit, should the clock have been set back.
      else this.#watchIdle(idleMs, Math.min(leftMs, idleMs));
    }, delayMs);
  }

  #expire(phase: DeadlinePhase, limitMs: number): void {
    const late = new DeadlineError(phase, limitMs);
    stopFor(late.code, () => this.disconnect());
    this.error(late);
  }
}
