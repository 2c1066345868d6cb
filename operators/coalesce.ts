import type { MonoTypeOperatorFunction, Observable, Observer, Unsubscribable } from 'rxjs';
import type { Flights } from '../src/engine/flights.js';
import { linkTo } from '../src/stage/linkTo.js';
import type { Link } from '../src/stage/Stage.js';
import { Through } from '../src/stage/Through.js';

/** Options of {@link coalesce}. */
export interface CoalesceOptions {
  /** Told when this call joined another. */
  readonly onJoin?: () => void;
}

/**
 * On one call: equal keys in flight share one call (single flight). Who comes later gets everything from the
 * first value on; its reply says `cached: 'coalesced'`, no attempts and no cost. Those stay with the one who
 * started the call, or with the eldest who joined when that one has left.
 *
 * ```text
 * call     ---r|
 * first    ---r|
 * second     -r|      joined, sent nothing
 * ```
 *
 * Holds:    the values of each call in flight; nothing after it ends.
 * Errors:   a failed call fails all who joined it, so retry below.
 * Cancels:  the call is aborted when the last of them unsubscribes, never before.
 * Place it: below `cacheLookup`, above `retryBackoff`.
 *
 * @param flights From `createFlights()`; one for each kind of value (whole replies, deltas).
 * @param key From `requestKey(prompt)`. `undefined` joins nothing.
 */
export function coalesce<T>(
  flights: Flights<T>,
  key: string | undefined,
  { onJoin }: CoalesceOptions = {},
): MonoTypeOperatorFunction<T> {
  if (key === undefined) return (source) => source;
  return (source) => new Through(source, Boarding<T>, new Ticket(flights, key, onJoin));
}

class Ticket<T> {
  readonly flights: Flights<T>;
  readonly key: string;
  readonly onJoin: (() => void) | undefined;

  constructor(flights: Flights<T>, key: string, onJoin: (() => void) | undefined) {
    this.flights = flights;
    this.key = key;
    this.onJoin = onJoin;
  }
}

/** One subscription. */
class Boarding<T> implements Link {
  readonly #calls: Observable<T>;
  readonly #destination: Observer<T>;
  readonly #ticket: Ticket<T>;
  #seat: Unsubscribable | undefined;
  #left = false;

  constructor(calls: Observable<T>, destination: Observer<T>, ticket: Ticket<T>) {
    this.#calls = calls;
    this.#destination = destination;
    this.#ticket = ticket;
  }

  start(): void {
    const { flights, key, onJoin } = this.#ticket;
    let joined = flights.get(key);
    if (onJoin !== undefined && joined !== undefined) {
      try {
        onJoin();
      } catch (error) {
        this.#destination.error(error);
        return;
      }
      joined = flights.get(key);
    }
    if (joined !== undefined) {
      this.#take(joined.board(this.#destination));
      return;
    }
    const flight = flights.open(key);
    const call = linkTo(this.#calls, flight);
    flight.call = call;
    this.#take(flight.board(this.#destination));
    call.start();
  }

  unsubscribe(): void {
    this.#left = true;
    this.#seat?.unsubscribe();
  }

  /** Whoever left while what had come so far was handed out has no seat yet to leave. */
  #take(seat: Unsubscribable): void {
    this.#seat = seat;
    if (this.#left) seat.unsubscribe();
  }
}
