import {
  asyncScheduler,
  type MonoTypeOperatorFunction,
  type Observable,
  type Observer,
  type SchedulerLike,
  type Subscription,
} from 'rxjs';
import { OK, signalOf } from '../src/engine/adaptive/signalOf.js';
import { expectNumber } from '../src/engine/expectNumber.js';
import { DeadlineError } from '../src/errors/DeadlineError.js';
import { Relay } from '../src/stage/Relay.js';
import { Through } from '../src/stage/Through.js';
import type { CallSignal, Demand, Limiter, Permit, Place, Waiter, WaitReason } from '../src/types/Limiter.js';
import { tokensOf } from './internal/tokensOf.js';

/** Options of {@link admit}. */
export interface AdmitOptions<T> {
  /** Tokens to reserve, input and expected output. Default: `inputTokens` and an answer as the limiter has learned it. */
  readonly tokens?: number;
  /** Tokens of the input alone. Default: the limiter goes by the mean of what calls used. */
  readonly inputTokens?: number;
  /** What a value says of the tokens really used. Default: the usage of a Reply, or of a stream's `end`. */
  readonly used?: (value: T) => number | undefined;
  /** What an error says of limits, for a limiter that learns. Default: what a `CallError` says, see `signalOf`. */
  readonly signal?: (error: unknown) => CallSignal;
  /**
   * When it is too late, in milliseconds of the scheduler's clock: a call whose turn can only come after that fails at
   * once, and takes no permit from others. Default never.
   */
  readonly endsAt?: number;
  /** Told how long the call waited for its permit, and what for if it had to. */
  readonly onAdmit?: (waitMs: number, waitedFor: WaitReason | undefined) => void;
  /** Its clock is the limiter's. Default `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

/**
 * On one call: subscribes once the limiter gives a permit, and gives it back when the call ends, however it
 * ends, with how it ended. The tokens that were reserved are settled with those that were used.
 *
 * ```text
 * limiter   one call at once
 * call 1    -----r|
 * call 2    ......-----r|      waits for the end of call 1
 * ```
 *
 * Errors:   passes them on; a call that fails counts as reserved. `timeout`, without an attempt, past `endsAt`.
 * Cancels:  unsubscribing leaves the line, or aborts the call and returns the permit.
 * Place it: directly on the call, below `retryBackoff` and `failover`, so that every attempt takes a permit.
 */
export function admit<T>(
  limiter: Limiter | undefined,
  options: AdmitOptions<T> = {},
): MonoTypeOperatorFunction<T> {
  const { tokens, inputTokens, used = tokensOf, signal = signalOf, onAdmit } = options;
  const { scheduler = asyncScheduler, endsAt = Number.POSITIVE_INFINITY } = options;
  expectNumber('tokens', tokens, { min: 0 });
  expectNumber('inputTokens', inputTokens, { min: 0 });
  if (limiter === undefined) return (source) => source;
  const demand: Demand = {
    ...(tokens !== undefined && { tokens }),
    ...(inputTokens !== undefined && { inputTokens }),
  };

  const terms = { limiter, demand, used, signal, endsAt, onAdmit, scheduler };
  return (source) => new Through(source, Admission<T>, terms);
}

interface Terms<T> {
  readonly limiter: Limiter;
  readonly demand: Demand;
  readonly used: (value: T) => number | undefined;
  readonly signal: (error: unknown) => CallSignal;
  readonly endsAt: number;
  readonly onAdmit: ((waitMs: number, waitedFor: WaitReason | undefined) => void) | undefined;
  readonly scheduler: SchedulerLike;
}

/** One subscription. */
class Admission<T> extends Relay<T> implements Waiter {
  readonly demand: Demand;
  readonly #terms: Terms<T>;
  readonly #enteredAt: number;
  #place: Place | undefined;
  #permit: Permit | undefined;
  #timer: Subscription | undefined;
  #usedTokens: number | undefined;
  #signal: CallSignal | undefined;

  constructor(calls: Observable<T>, destination: Observer<T>, terms: Terms<T>) {
    super(calls, destination);
    this.demand = terms.demand;
    this.#terms = terms;
    this.#enteredAt = terms.scheduler.now();
  }

  override start(): void {
    this.#place = this.#terms.limiter.enter(this, this.#enteredAt);
  }

  granted(permit: Permit, waitedFor?: WaitReason): void {
    this.#permit = permit;
    this.#timer?.unsubscribe();
    const { onAdmit, scheduler } = this.#terms;
    try {
      onAdmit?.(scheduler.now() - this.#enteredAt, waitedFor);
    } catch (error) {
      this.error(error);
      return;
    }
    if (!this.closed) this.connect();
  }

  wake(delayMs: number): void {
    const { limiter, scheduler, endsAt } = this.#terms;
    this.#timer?.unsubscribe();
    const leftMs = endsAt - scheduler.now();
    // Not from within `enter`, which has not given the place yet that is to be left.
    this.#timer =
      delayMs > leftMs
        ? scheduler.schedule(() => this.error(new DeadlineError('total', endsAt - this.#enteredAt, 0)))
        : scheduler.schedule(() => limiter.poll(scheduler.now()), delayMs);
  }

  next(value: T): void {
    if (this.closed) return;
    try {
      this.#usedTokens = this.#terms.used(value) ?? this.#usedTokens;
    } catch (error) {
      this.error(error);
      return;
    }
    this.destination.next(value);
  }

  override error(error: unknown): void {
    if (this.closed) return;
    let failure = error;
    try {
      this.#signal = this.#terms.signal(error);
    } catch (thrown) {
      failure = thrown;
    }
    super.error(failure);
  }

  override complete(): void {
    this.#signal = OK;
    super.complete();
  }

  /** After the call, which is torn down before somebody else gets its permit. */
  protected override teardown(): void {
    this.#timer?.unsubscribe();
    const { limiter, scheduler } = this.#terms;
    const now = scheduler.now();
    if (this.#permit !== undefined) this.#permit.release(now, this.#usedTokens, this.#signal);
    else if (this.#place !== undefined) limiter.leave(this.#place, now);
  }
}
