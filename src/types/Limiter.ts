/** What one call asks of a limiter. */
export interface Demand {
  /** Tokens to reserve, input and expected output. Default: the mean that the limiter has learned. */
  readonly tokens?: number;
}

/** The right to make one call. */
export interface Permit {
  /**
   * Gives the permit back; further calls do nothing.
   *
   * @param now Milliseconds, of the clock that the permit was asked with.
   * @param tokens What was really used, to correct the reservation. Default: what was reserved.
   */
  release(now: number, tokens?: number): void;
}

/** Somebody who waits for a permit. */
export interface Waiter {
  readonly demand: Demand;
  /** Called once, when the permit is there; may be called from within `enter`. */
  granted(permit: Permit): void;
  /** Called when this waiter is first in line and time alone decides: call `poll` after so many milliseconds. */
  wake(delayMs: number): void;
}

/** A place in the line. */
export interface Place {
  readonly waiter: Waiter;
}

/**
 * Admits calls under limits of requests, tokens and concurrency together: all dimensions or none, first come
 * first served. It has no clock and no timers: whoever uses it says what time it is and wakes it.
 */
export interface Limiter {
  /** Gives the permit at once, or else a place in the line. */
  enter(waiter: Waiter, now: number): Place | undefined;
  /** Leaves the line without a permit; nothing happens when the place has been served. */
  leave(place: Place, now: number): void;
  /** Grants whatever can be granted at `now`. */
  poll(now: number): void;
  /** Most permits that may be out at once; `Infinity` when nothing bounds them. */
  readonly concurrency: number;
  /** Permits that are out. */
  readonly inFlight: number;
  /** Waiters in line. */
  readonly waiting: number;
}
