import {
  asyncScheduler,
  type MonoTypeOperatorFunction,
  type Observable,
  type Observer,
  type SchedulerLike,
  type Subscription,
} from 'rxjs';
import { addAttempts, attemptsOf, withAttempts } from '../src/engine/attempts.js';
import { expectNumber } from '../src/engine/expectNumber.js';
import { restartOf } from '../src/engine/restartOf.js';
import { backoffDelay, type RetryPolicy } from '../src/engine/retryPolicy.js';
import { retryReason } from '../src/engine/retryReason.js';
import { Relay } from '../src/stage/Relay.js';
import { Through } from '../src/stage/Through.js';
import type { RetryBudget, RetryBudgets, RetryPlace, RetryWaiter } from '../src/types/RetryBudget.js';
import { routeOf } from './internal/routeOf.js';

/** Options of {@link retryBackoff}. */
export interface RetryBackoffOptions extends RetryPolicy {
  /**
   * No try may begin later than this after the subscription, in milliseconds: it fails at once instead. Time that it is
   * parked counts.
   */
  readonly totalMs?: number;
  /**
   * Keeps retries to a share of what succeeds: see `createRetryBudget`. Share one among all calls of a route, or all of
   * `retryBudgets` among those of many. When it is used up the call is parked: it waits for its turn, and fails only for
   * its own reasons. Default: no such limit.
   */
  readonly budget?: RetryBudget | RetryBudgets;
  /** What an error does once a value has passed: `error` passes it on, `restart` begins again, and tells so in a stream of deltas. Default `error`. */
  readonly onPartial?: 'error' | 'restart';
  /** Whether to try again. Default: what the error says of itself (`retryable`). */
  readonly shouldRetry?: (error: unknown) => boolean;
  /** Told of each wait; the reason is the code of the error, of the last route's when all of them failed. */
  readonly onRetry?: (reason: string, delayMs: number, error: unknown) => void;
  /** Told how long a call was parked, when the budget lets it go. */
  readonly onUnpark?: (waitMs: number) => void;
  /** From 0 to 1. Default `Math.random`. */
  readonly random?: () => number;
  /** Default `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

/**
 * On one call: subscribes again after an error that allows it, with exponential back-off and full jitter, and
 * never sooner than the server asked for. With a `budget`, retries are a share of what succeeds.
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
  expectNumber('maxRetries', options.maxRetries, { min: 0 });
  expectNumber('initialDelayMs', options.initialDelayMs, { min: 0 });
  expectNumber('networkDelayMs', options.networkDelayMs, { min: 0 });
  expectNumber('maxDelayMs', options.maxDelayMs, { min: 0 });
  expectNumber('totalMs', options.totalMs, { min: 0 });
  return (source) => new Through(source, Retrying<T>, options);
}

/** One subscription. */
class Retrying<T> extends Relay<T> implements RetryWaiter {
  readonly #options: RetryBackoffOptions;
  readonly #startedAt: number;
  #wait: Subscription | undefined;
  #retries = 0;
  #attempts = 0;
  #passed = false;
  #last: T | undefined;
  /** While it is parked: its place, and what it fails with when its time is over. */
  #place: RetryPlace | undefined;
  /** The route that answers. */
  #route: string | null = null;
  /** Who was asked for the last retry. */
  #asked: RetryBudget | undefined;
  #overdue: Subscription | undefined;
  #parkedAt = 0;

  constructor(calls: Observable<T>, destination: Observer<T>, options: RetryBackoffOptions) {
    super(calls, destination);
    this.#options = options;
    this.#startedAt = options.totalMs === undefined ? 0 : this.#scheduler.now();
  }

  next(value: T): void {
    if (this.closed) return;
    this.#passed = true;
    if (this.#options.onPartial === 'restart') this.#last = value;
    if (typeof this.#options.budget === 'function') this.#route = routeOf(value);
    this.destination.next(this.#attempts === 0 ? value : addAttempts(value, this.#attempts));
  }

  override error(error: unknown): void {
    if (this.closed) return;
    // Its permit and its socket go back before the wait, not after the next try.
    this.disconnect();
    try {
      const delayMs = this.#delayAfter(error);
      if (delayMs === undefined) {
        super.error(withAttempts(error, this.#attempts + attemptsOf(error)));
        return;
      }
      const reason = retryReason(error);
      this.#options.onRetry?.(reason, delayMs, error);
      this.#retries++;
      this.#attempts += attemptsOf(error);
      this.#restart(reason);
      this.#waitFor(delayMs, error);
    } catch (thrown) {
      super.error(thrown);
    }
  }

  override complete(): void {
    if (this.closed) return;
    if (this.#options.budget !== undefined) {
      try {
        this.#earn();
      } catch (error) {
        super.error(error);
        return;
      }
    }
    super.complete();
  }

  /** What has been passed on is void: another stream begins. */
  #restart(reason: string): void {
    const restart = this.#passed ? restartOf(this.#last as T, reason) : undefined;
    this.#passed = false;
    if (restart !== undefined) this.destination.next(restart);
  }

  granted(): void {
    const wasParked = this.#place !== undefined;
    this.#place = undefined;
    this.#overdue?.unsubscribe();
    this.#wait?.unsubscribe();
    if (wasParked) {
      try {
        this.#options.onUnpark?.(this.#scheduler.now() - this.#parkedAt);
      } catch (thrown) {
        super.error(thrown);
        return;
      }
    }
    if (!this.closed) this.start();
  }

  wake(delayMs: number): void {
    this.#wait?.unsubscribe();
    const scheduler = this.#scheduler;
    this.#wait = scheduler.schedule(() => this.#asked?.poll(scheduler.now()), delayMs);
  }

  get #scheduler(): SchedulerLike {
    return this.#options.scheduler ?? asyncScheduler;
  }

  #earn(): void {
    const now = this.#scheduler.now();
    this.#budgetOf(this.#route)?.succeeded(now);
    this.#asked?.refund(now);
  }

  #budgetOf(route: string | null): RetryBudget | undefined {
    const { budget } = this.#options;
    return typeof budget === 'function' ? budget(route) : budget;
  }

  /** `undefined`: not again. */
  #delayAfter(error: unknown): number | undefined {
    const {
      maxRetries = 4,
      onPartial,
      shouldRetry = isRetryable,
      totalMs = Number.POSITIVE_INFINITY,
      random = Math.random,
    } = this.#options;
    const isLast = this.#retries >= maxRetries || (this.#passed && onPartial !== 'restart');
    if ((isLast && this.#options.budget === undefined) || !shouldRetry(error)) return undefined;
    this.#budgetOf(routeOf(error))?.failed(this.#scheduler.now());
    if (isLast) return undefined;
    const delayMs = backoffDelay(this.#options, this.#retries, error, random);
    return this.#scheduler.now() - this.#startedAt + delayMs > totalMs ? undefined : delayMs;
  }

  #waitFor(delayMs: number, error: unknown): void {
    const again = this.#options.budget === undefined ? () => this.start() : () => this.#ask(error);
    this.#wait = this.#scheduler.schedule(again, delayMs);
  }

  /** After its wait, so that a retry is paid for when it is made. */
  #ask(error: unknown): void {
    const { totalMs } = this.#options;
    const scheduler = this.#scheduler;
    const now = scheduler.now();
    this.#asked = this.#budgetOf(routeOf(error));
    this.#parkedAt = now;
    this.#place = this.#asked?.enter(this, now);
    if (this.#place === undefined || totalMs === undefined) return;
    const leftMs = Math.max(0, this.#startedAt + totalMs - now);
    this.#overdue = scheduler.schedule(() => super.error(withAttempts(error, this.#attempts)), leftMs);
  }

  protected override teardown(): void {
    this.#wait?.unsubscribe();
    this.#overdue?.unsubscribe();
    if (this.#place !== undefined) this.#asked?.leave(this.#place, this.#scheduler.now());
  }
}

function isRetryable(error: unknown): boolean {
  return error instanceof Error && (error as { readonly retryable?: unknown }).retryable === true;
}
