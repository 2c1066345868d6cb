import type { Reply } from '../types/Reply.js';
import { asReused } from './asReused.js';
import { attemptsOf, withAttempts } from './attempts.js';

/** Somebody who waits for a call. */
export interface Passenger<T> {
  next(value: T): void;
  error(error: unknown): void;
  complete(): void;
}

/** A passenger's place: how far it has come, and whether the call is its own. */
interface Seat<T> {
  readonly passenger: Passenger<T>;
  position: number;
  pays: boolean;
  left: boolean;
}

/** The calls that are in flight, by key. One object for each kind of value: a stream cannot join a whole answer. */
export interface Flights<T> {
  /** Keys in flight. */
  readonly size: number;
  get(key: string): Flight<T> | undefined;
  /** Opens a flight under a key that has none. */
  open(key: string): Flight<T>;
}

/**
 * One call that several wait for. Everybody gets everything from the first value on, whenever they joined. One
 * of them pays: the first, or the eldest that is left; the others' replies are marked `coalesced`.
 */
export class Flight<T> implements Passenger<T> {
  /** Aborts the call; called when the last passenger leaves before the end. */
  abort: () => void = () => {};
  readonly #log: T[] = [];
  readonly #seats = new Set<Seat<T>>();
  readonly #close: () => void;

  constructor(close: () => void) {
    this.#close = close;
  }

  /** Takes a place and hands out what has come so far; returns how to leave it. */
  board(passenger: Passenger<T>): () => void {
    const seat: Seat<T> = { passenger, position: 0, pays: this.#seats.size === 0, left: false };
    this.#seats.add(seat);
    this.#serve(seat);
    return () => this.#leave(seat);
  }

  next(value: T): void {
    this.#log.push(value);
    // A Set may change while it is walked: who has left is skipped, who comes in has been served.
    for (const seat of this.#seats) this.#serve(seat);
  }

  error(error: unknown): void {
    this.#close();
    for (const seat of this.#seats) {
      seat.passenger.error(seat.pays || attemptsOf(error) === 0 ? error : withAttempts(error, 0));
    }
  }

  complete(): void {
    this.#close();
    for (const seat of this.#seats) seat.passenger.complete();
  }

  // By position and not by value, so that a value which arrives while another is handed out keeps its place.
  #serve(seat: Seat<T>): void {
    while (!seat.left && seat.position < this.#log.length) {
      const value = this.#log[seat.position++] as T;
      seat.passenger.next(seat.pays ? value : asReused(value, 'coalesced'));
    }
  }

  #leave(seat: Seat<T>): void {
    seat.left = true;
    if (!this.#seats.delete(seat)) return;
    const eldest = seat.pays ? this.#seats.values().next().value : undefined;
    if (eldest !== undefined) eldest.pays = true;
    if (this.#seats.size > 0) return;
    this.#close();
    this.abort();
  }
}

/** Makes {@link Flights}. */
export function createFlights<T = Reply>(): Flights<T> {
  const flights = new Map<string, Flight<T>>();
  return {
    get size() {
      return flights.size;
    },
    get: (key) => flights.get(key),
    open(key) {
      const flight: Flight<T> = new Flight(() => {
        // Its key may belong to a later flight by now.
        if (flights.get(key) === flight) flights.delete(key);
      });
      flights.set(key, flight);
      return flight;
    },
  };
}
