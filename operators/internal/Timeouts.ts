import type { SchedulerLike, Subscription } from 'rxjs';

/** Somebody for whom something has so long to happen. */
export interface Waiting {
  late(timeout: Timeout): void;
}

/** A place in the line of {@link Timeouts}. */
export class Timeout {
  readonly waiting: Waiting;
  at = 0;
  before: Timeout | undefined;
  after: Timeout | undefined;
  pending = false;

  constructor(waiting: Waiting) {
    this.waiting = waiting;
  }
}

/**
 * Many waits of one length with one timer of the scheduler: they end in the order in which they began, so only the
 * eldest needs it. A timer for each would cost a call ten times as much as its place in this line.
 */
export class Timeouts {
  readonly #delayMs: number;
  readonly #scheduler: SchedulerLike;
  #eldest: Timeout | undefined;
  #youngest: Timeout | undefined;
  #timer: Subscription | undefined;

  constructor(delayMs: number, scheduler: SchedulerLike) {
    this.#delayMs = delayMs;
    this.#scheduler = scheduler;
  }

  /** Expires in `delayMs` from now. */
  add(timeout: Timeout): void {
    timeout.at = this.#scheduler.now() + this.#delayMs;
    timeout.pending = true;
    timeout.before = this.#youngest;
    if (this.#youngest === undefined) {
      this.#eldest = timeout;
      this.#wakeFor(timeout, this.#delayMs);
    } else this.#youngest.after = timeout;
    this.#youngest = timeout;
  }

  /** It has happened; no timer is left when nothing is waited for. */
  remove(timeout: Timeout): void {
    if (!timeout.pending) return;
    timeout.pending = false;
    const { before, after } = timeout;
    if (before === undefined) this.#eldest = after;
    else before.after = after;
    if (after === undefined) this.#youngest = before;
    else after.before = before;
    timeout.before = undefined;
    timeout.after = undefined;
    if (this.#eldest !== undefined) return;
    this.#timer?.unsubscribe();
    this.#timer = undefined;
  }

  #wakeFor(timeout: Timeout, delayMs: number): void {
    this.#timer = this.#scheduler.schedule(() => this.#expire(timeout), delayMs);
  }

  /** The time of `due` has come, by the scheduler's timer and so whatever became of its clock meanwhile. */
  #expire(due: Timeout): void {
    this.#timer = undefined;
    for (let eldest = this.#eldest; eldest !== undefined; eldest = this.#eldest) {
      const leftMs = Math.max(eldest.at - due.at, eldest.at - this.#scheduler.now());
      if (eldest !== due && leftMs > 0) {
        // Not longer than the limit, should the clock have been set back. One that expired may have asked already.
        if (this.#timer === undefined) this.#wakeFor(eldest, Math.min(leftMs, this.#delayMs));
        return;
      }
      this.remove(eldest);
      eldest.waiting.late(eldest);
    }
  }
}
