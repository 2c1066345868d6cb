import { asyncScheduler, type Observable, type Observer, type SchedulerLike, type Subscription } from 'rxjs';
import { OK, signalOf } from '../../src/engine/adaptive/signalOf.js';
import { DeadlineError } from '../../src/errors/DeadlineError.js';
import { Relay } from '../../src/stage/Relay.js';
import { type Link, Stage } from '../../src/stage/Stage.js';
import type {
  CallSignal,
  Demand,
  Limiter,
  Permit,
  Place,
  Waiter,
  WaitReason,
} from '../../src/types/Limiter.js';
import { tokensOf } from './tokensOf.js';

/** What all calls that a limiter admits have in common. */
export interface AdmissionTerms<T> {
  readonly limiter: Limiter;
  readonly used: (value: T) => number | undefined;
  readonly signal: (error: unknown) => CallSignal;
  readonly onAdmit: ((waitMs: number, waitedFor: WaitReason | undefined) => void) | undefined;
  readonly scheduler: SchedulerLike;
}

/** The terms of `limiter`, with the defaults of `admit`. */
export function admissionTerms<T>(
  limiter: Limiter,
  { used = tokensOf, signal = signalOf, onAdmit, scheduler = asyncScheduler }: Partial<AdmissionTerms<T>>,
): AdmissionTerms<T> {
  return { limiter, used, signal, onAdmit, scheduler };
}

/** A call behind a limiter: what `admit` makes of it. The size of a call, and its end, are its own; the terms are not. */
export class Admitted<T> extends Stage<T> {
  readonly #calls: Observable<T>;
  readonly #terms: AdmissionTerms<T>;
  readonly #demand: Demand;
  readonly #endsAt: number;

  constructor(calls: Observable<T>, terms: AdmissionTerms<T>, demand: Demand, endsAt: number) {
    super();
    this.#calls = calls;
    this.#terms = terms;
    this.#demand = demand;
    this.#endsAt = endsAt;
  }

  link(destination: Observer<T>): Link {
    return new Admission(this.#calls, destination, this.#terms, this.#demand, this.#endsAt);
  }
}

/** One subscription. */
class Admission<T> extends Relay<T> implements Waiter {
  readonly demand: Demand;
  readonly #terms: AdmissionTerms<T>;
  readonly #endsAt: number;
  readonly #enteredAt: number;
  #place: Place | undefined;
  #permit: Permit | undefined;
  #timer: Subscription | undefined;
  #usedTokens: number | undefined;
  #signal: CallSignal | undefined;

  constructor(
    calls: Observable<T>,
    destination: Observer<T>,
    terms: AdmissionTerms<T>,
    demand: Demand,
    endsAt: number,
  ) {
    super(calls, destination);
    this.demand = demand;
    this.#terms = terms;
    this.#endsAt = endsAt;
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
    const { limiter, scheduler } = this.#terms;
    const endsAt = this.#endsAt;
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
