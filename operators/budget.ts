import {
  asyncScheduler,
  type MonoTypeOperatorFunction,
  type Observable,
  type Observer,
  type SchedulerLike,
} from 'rxjs';
import { type Bill, billOf } from '../src/engine/money/billOf.js';
import { CallError } from '../src/errors/CallError.js';
import { Relay } from '../src/stage/Relay.js';
import { Through } from '../src/stage/Through.js';
import type { Payer, PayerPlace, Purse, Quote, Reservation } from '../src/types/Purse.js';

/** Options of {@link budget}. */
export interface BudgetOptions {
  /** The longest that the call may take, in milliseconds: its price is the dearest of that time. Default 600,000. */
  readonly withinMs?: number;
  /** Its clock must be the time of day. Default `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

/**
 * On one call: subscribes once the worst that the call may cost fits under the cap, and settles with what was billed.
 * A call that brings no usage costs all that was set aside, unless the server refused it before it did any work.
 *
 * ```text
 * cap       2 $, a call costs 1.50 $ at most
 * call 1    -----r|                 0.10 $ billed
 * call 2    ......-----r|           waits until the rest has come back
 * ```
 *
 * Errors:   `budget_exhausted` when it does not fit and nothing is under way that could give money back;
 *           `unknown_price`; the call's own.
 * Cancels:  unsubscribing leaves the line, or aborts the call: that costs what was set aside.
 * Place it: directly on the call, inside `admit`, so that every attempt is paid for and none waits long afterwards.
 */
export function budget<T>(
  purse: Purse | undefined,
  quote: Quote,
  { withinMs = 600_000, scheduler = asyncScheduler }: BudgetOptions = {},
): MonoTypeOperatorFunction<T> {
  if (!(withinMs >= 0)) throw new RangeError(`expected withinMs to be at least 0, got ${withinMs}`);
  if (purse === undefined) return (source) => source;
  const terms = { purse, quote, withinMs, scheduler };
  return (source) => new Through(source, Payment<T>, terms);
}

interface Terms extends Required<BudgetOptions> {
  readonly purse: Purse;
  readonly quote: Quote;
}

/** One subscription. */
class Payment<T> extends Relay<T> implements Payer {
  readonly #terms: Terms;
  #place: PayerPlace | undefined;
  #reservation: Reservation | undefined;
  #startedAt = 0;
  #bill: Bill | undefined;

  constructor(calls: Observable<T>, destination: Observer<T>, terms: Terms) {
    super(calls, destination);
    this.#terms = terms;
  }

  override start(): void {
    const { purse, scheduler } = this.#terms;
    if (!this.closed) this.#place = purse.enter(this, scheduler.now());
  }

  worstUsd(now: number): number {
    const { quote, withinMs } = this.#terms;
    const usd = quote.worstUsd(now, now + withinMs);
    if (usd !== null) return usd;
    throw new CallError('nobody knows what the call costs', { code: 'unknown_price', attempts: 0 });
  }

  granted(reservation: Reservation): void {
    this.#reservation = reservation;
    this.#startedAt = this.#terms.scheduler.now();
    this.connect();
  }

  refused(error: unknown): void {
    super.error(error);
  }

  next(value: T): void {
    if (this.closed) return;
    this.#bill = billOf(value) ?? this.#bill;
    this.destination.next(value);
  }

  override error(error: unknown): void {
    this.#bill = billOf(error) ?? this.#bill;
    super.error(error);
  }

  /** After the call, which is torn down before somebody else gets its money. */
  protected override teardown(): void {
    const { purse, scheduler } = this.#terms;
    const now = scheduler.now();
    if (this.#reservation !== undefined) this.#reservation.settle(now, this.#billedUsd(now));
    else if (this.#place !== undefined) purse.leave(this.#place, now);
  }

  /** `undefined`: nobody said. */
  #billedUsd(now: number): number | undefined {
    if (this.#bill === undefined) return undefined;
    const { usage, model } = this.#bill;
    if (usage === null) return 0;
    return this.#terms.quote.billedUsd(usage, model, this.#startedAt, now) ?? undefined;
  }
}
