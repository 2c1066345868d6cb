/** Where a circuit stands; moments are milliseconds of the clock that it is used with. */
export type CircuitState =
  /** Calls go through. */
  | { readonly name: 'closed' }
  /** No call goes through before that moment; then one may, to see whether the server is back. */
  | { readonly name: 'open'; readonly until: number }
  /** So many calls at once may go through: one, and with each that is answered one more. */
  | { readonly name: 'half-open'; readonly allowed: number };

/**
 * What a call says of its server. `overloaded`: it refused the call because it has too much to do, as one that answers
 * others may. `neither`: it says nothing, as it was cancelled, or refused for its own sake.
 */
export type CallVerdict = 'answered' | 'failed' | 'overloaded' | 'neither';

/** Somebody who waits until a call may go through. */
export interface CircuitWaiter {
  /** A call may go through now, and is begun now or not at all: the next in line is asked at once. */
  ready(): void;
  /** Called when this waiter is first in line and time alone decides: call `poll` after so many milliseconds. */
  wake(delayMs: number): void;
}

/** A place in the line. */
export interface CircuitPlace {
  readonly waiter: CircuitWaiter;
}

/**
 * Keeps calls from a server that fails, and finds out when it is back. It has no clock and no timers: whoever uses it
 * says what time it is, in milliseconds, and wakes it.
 */
export interface Circuit {
  readonly state: CircuitState;
  /** Whether a call has ever been answered. */
  readonly hasAnswered: boolean;
  /** Milliseconds until a call may go through; 0 or less: now; `Infinity`: not before one that is under way ends. */
  waitFor(now: number): number;
  /** A call goes through. Returns what `ended` wants to be told. */
  started(now: number): number;
  /** The call that `started` returned `turn` for is over. */
  ended(verdict: CallVerdict, turn: number, now: number): void;
  /** Calls `ready` at once, or else gives a place in the line: first come, first served. */
  enter(waiter: CircuitWaiter, now: number): CircuitPlace | undefined;
  /** Leaves the line; nothing happens when the place has been served. */
  leave(place: CircuitPlace, now: number): void;
  /** Serves whoever can be served at `now`. */
  poll(now: number): void;
  /** Tells of each change from now on; returns how to stop it. `listener` must not throw. */
  watch(listener: (state: CircuitState) => void): () => void;
}
