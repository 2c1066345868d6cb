/** Somebody who wants to try again. */
export interface RetryWaiter {
  /** It may; may be called from within `enter`. */
  granted(): void;
  /** Called when this waiter is first in line and time alone decides: call `poll` after so many milliseconds. */
  wake(delayMs: number): void;
}

/** A place in the line. */
export interface RetryPlace {
  readonly waiter: RetryWaiter;
}

/**
 * How many retries there may be, a share of what succeeds: a server in trouble is not asked more often than one that is
 * not. It has no clock and no timers: whoever uses it says what time it is and wakes it.
 */
export interface RetryBudget {
  /** A call succeeded, at the first try or a later one. */
  succeeded(now: number): void;
  /** A try failed in a way that another may mend. */
  failed(now: number): void;
  /** A retry that was let go succeeded: it takes nothing from others. */
  refund(now: number): void;
  /** Lets one more try go at once, or else gives a place in the line: first come, first served. */
  enter(waiter: RetryWaiter, now: number): RetryPlace | undefined;
  /** Leaves the line; nothing happens when the place has been served. */
  leave(place: RetryPlace, now: number): void;
  /** Lets go whoever may at `now`. */
  poll(now: number): void;
  /** Retries that may go at once. */
  readonly left: number;
  /** Who waits. */
  readonly waiting: number;
}

/** The budget of each route, by its name; `null` when nobody knows which it was. */
export type RetryBudgets = (route: string | null) => RetryBudget;
