/** What one call asks of a limiter. */
export interface Demand {
  /** Tokens to reserve, input and expected output. Default: `inputTokens` and an answer as the limiter has learned it. */
  readonly tokens?: number;
  /** Tokens of the input alone. Default: the limiter goes by the mean of what calls used, input and output. */
  readonly inputTokens?: number;
}

/** What somebody waits for: calls at once, a pause that the server asked for, requests or tokens of a time. */
export type WaitReason = 'concurrency' | 'pause' | 'requests' | 'tokens';

/** Where a server says that a limit over time stands. */
export interface ToldLimit {
  /** All of it. Default: nobody knows. */
  readonly limit?: number;
  /** What is left of it. */
  readonly remaining: number;
  /** Until all of it is there again, in milliseconds. */
  readonly resetMs: number;
}

/** What the headers of an answer say of limits, such as `x-ratelimit-remaining-tokens`. */
export interface ToldLimits {
  readonly requests?: ToldLimit;
  readonly tokens?: ToldLimit;
}

/** How a call ended, as far as a limit learns from it; see `signalOf`. */
export interface CallSignal {
  /**
   * `ok`: answered. `too-many`: refused, because too many calls were under way at once. `too-fast`: refused, because
   * too many came in a time. `overloaded`: the server says that it is. `other`: anything else, which says nothing.
   */
  readonly kind: 'ok' | 'too-many' | 'too-fast' | 'overloaded' | 'other';
  /** How many calls at once the server says it allows. */
  readonly limit?: number;
  /** How long nobody should call, in milliseconds. */
  readonly retryAfterMs?: number;
}

/**
 * How many calls may run at once, decided while they run. It has no clock and no timers: whoever uses it says what time
 * it is, in milliseconds that never go back, and asks again. `AdaptiveConcurrency` finds the limit by itself;
 * `FixedConcurrency` is told.
 */
export interface ConcurrencyControl {
  /** Most calls at once at this moment. */
  readonly limit: number;
  /**
   * Asked when somebody wants to start beside `inFlight` others: milliseconds until it may, or until it is worth
   * asking again; 0 or less: now; `Infinity`: not before one of them ends.
   */
  waitFor(inFlight: number, now: number): number;
  /** Of what `waitFor` says, the milliseconds that nobody may start in, however few there are. Default 0. */
  pauseMs?(now: number): number;
  /** A call starts; `inFlight` with it. */
  started(inFlight: number, now: number): void;
  /**
   * A call that started at `startedAt` ended. `inFlight` are those that are left; `startedWith` those there were when
   * it started, itself included. Without a signal it was cancelled, or nobody knows.
   */
  ended(
    signal: CallSignal | undefined,
    inFlight: number,
    now: number,
    startedAt: number,
    startedWith: number,
  ): void;
}

/** The right to make one call. */
export interface Permit {
  /**
   * Gives the permit back; further calls do nothing.
   *
   * @param now Milliseconds, of the clock that the permit was asked with.
   * @param tokens What was really used, to correct the reservation. Default: what was reserved.
   * @param signal How the call ended, for limits that learn. Default: nobody knows.
   */
  release(now: number, tokens?: number, signal?: CallSignal): void;
}

/** Somebody who waits for a permit. */
export interface Waiter {
  readonly demand: Demand;
  /**
   * Called once, when the permit is there; may be called from within `enter`.
   *
   * @param waitedFor What the line waited for last, of somebody who had to wait.
   */
  granted(permit: Permit, waitedFor?: WaitReason): void;
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
  /** Most permits that may be out at once, at this moment; `Infinity` when nothing bounds them. */
  readonly concurrency: number;
  /** Permits that are out. */
  readonly inFlight: number;
  /** Waiters in line. */
  readonly waiting: number;
  /** Whether tokens are limited, so that it is worth counting those of a prompt. Default false. */
  readonly countsTokens?: boolean;
  /**
   * Takes what a server says of its limits, which may only tighten them.
   *
   * @param askedAt When the call was sent whose answer says so: what was sent since, the server did not know of.
   */
  heard?(told: ToldLimits, now: number, askedAt: number): void;
}

/** A limiter whose limits may be changed while calls run. */
export interface TunableLimiter<T> extends Limiter {
  /**
   * Changes what is given and leaves the rest; `null` lifts a limit. What has been used so far still counts.
   *
   * @param now Of the clock that the limiter is asked with. Default `Date.now()`, as of `asyncScheduler`.
   */
  set(limits: T, now?: number): void;
}
