import {
  asyncScheduler,
  type MonoTypeOperatorFunction,
  type Observable,
  type Observer,
  type SchedulerLike,
  type Subscription,
} from 'rxjs';
import { expectNumber, MAX_TIMER_MS } from '../src/engine/expectNumber.js';
import { DeadlineError, type DeadlinePhase } from '../src/errors/DeadlineError.js';
import { Relay } from '../src/stage/Relay.js';
import { Through } from '../src/stage/Through.js';

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
  return (source) => new Through(source, Watch<T>, options);
}

/** One subscription. */
class Watch<T> extends Relay<T> {
  readonly #options: DeadlineOptions;
  readonly #scheduler: SchedulerLike;
  #total: Subscription | undefined;
  #gap: Subscription | undefined;
  #passed = false;
  #lastAt = 0;

  constructor(calls: Observable<T>, destination: Observer<T>, options: DeadlineOptions) {
    super(calls, destination);
    this.#options = options;
    this.#scheduler = options.scheduler ?? asyncScheduler;
  }

  override start(): void {
    const { firstMs, totalMs } = this.#options;
    if (totalMs !== undefined) {
      this.#total = this.#scheduler.schedule(() => this.#expire('total', totalMs), totalMs);
    }
    if (firstMs !== undefined) {
      this.#gap = this.#scheduler.schedule(() => this.#expire('first', firstMs), firstMs);
    }
    this.connect();
  }

  next(value: T): void {
    if (this.closed) return;
    const { idleMs } = this.#options;
    if (idleMs !== undefined) this.#lastAt = this.#scheduler.now();
    if (!this.#passed) {
      this.#passed = true;
      this.#gap?.unsubscribe();
      if (idleMs !== undefined) this.#watchIdle(idleMs, idleMs);
    }
    this.destination.next(value);
  }

  protected override teardown(): void {
    this.#total?.unsubscribe();
    this.#gap?.unsubscribe();
  }

  // A value only notes the time, and the timer looks when it fires: a token costs no timer of its own.
  #watchIdle(idleMs: number, delayMs: number): void {
    this.#gap = this.#scheduler.schedule(() => {
      const leftMs = this.#lastAt + idleMs - this.#scheduler.now();
      if (leftMs <= 0) this.#expire('idle', idleMs);
      // Not longer than the limit, should the clock have been set back.
      else this.#watchIdle(idleMs, Math.min(leftMs, idleMs));
    }, delayMs);
  }

  #expire(phase: DeadlinePhase, limitMs: number): void {
    this.disconnect();
    this.error(new DeadlineError(phase, limitMs));
  }
}
