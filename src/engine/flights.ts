import type { Reply } from '../types/Reply.js';
import { asReused } from './asReused.js';
import { withAttempts } from './attempts.js';

/** Somebody who waits for a call. */
export interface Passenger<T> {
  next(value: T): void;
  error(error: unknown): void;
  complete(): void;
}

/** Of a flight that has brought nothing yet. */
const NOTHING: readonly never[] = [];

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
  /** The call, to be aborted when the last passenger leaves before the end. */
  call: { unsubscribe(): void } | undefined;
  #log: readonly T[] = NOTHING;
  readonly #key: string;
  readonly #flights: Map<string, Flight<T>>;
  /** Nearly always alone. */
  #first: Seat<T> | undefined;
  // Those who leave stay in it, marked: the list is walked while it changes, and a flight is short.
  #others: Seat<T>[] | undefined;
  #aboard = 0;
  #ended = false;

  constructor(key: string, flights: Map<string, Flight<T>>) {
    this.#key = key;
    this.#flights = flights;
    flights.set(key, this);
  }

  /** What has come so far. */
  get log(): readonly T[] {
    return this.#log;
  }

  /** Takes a place and hands out what has come so far; to leave is to unsubscribe. */
  board(passenger: Passenger<T>): { unsubscribe(): void } {
    const seat = new Seat(this, passenger, this.#aboard === 0);
    if (this.#first === undefined) this.#first = seat;
    else if (this.#others === undefined) this.#others = [seat];
    else this.#others.push(seat);
    this.#aboard++;
    seat.serve();
    return seat;
  }

  next(value: T): void {
    if (this.#log === NOTHING) this.#log = [value];
    else (this.#log as T[]).push(value);
    this.#first?.serve();
    // Whoever comes in meanwhile has been served already.
    if (this.#others !== undefined) for (const seat of this.#others) seat.serve();
  }

  error(error: unknown): void {
    this.#close();
    this.#first?.fail(error);
    if (this.#others !== undefined) for (const seat of this.#others) seat.fail(error);
    this.#letGo();
  }

  complete(): void {
    this.#close();
    this.#first?.complete();
    if (this.#others !== undefined) for (const seat of this.#others) seat.complete();
    this.#letGo();
  }

  /** Called by the seat that is given up, once. */
  leave(seat: Seat<T>): void {
    // Everybody leaves at the end: nobody inherits the bill then.
    if (this.#ended) return;
    this.#aboard--;
    if (this.#aboard === 0) {
      this.#close();
      this.call?.unsubscribe();
      this.#letGo();
    } else if (seat.pays) {
      const eldest = this.#first?.left === false ? this.#first : this.#others?.find(({ left }) => !left);
      if (eldest !== undefined) eldest.pays = true;
    }
  }

  #close(): void {
    this.#ended = true;
    this.#flights.delete(this.#key);
  }

  // The tables that a Map outgrows keep what was in them alive until the next full collection: let it be little.
  #letGo(): void {
    this.call = undefined;
    this.#log = NOTHING;
    this.#first = undefined;
    this.#others = undefined;
  }
}

/** A passenger's place: how far it has come, and whether the call is its own. */
class Seat<T> {
  readonly #passenger: Passenger<T>;
  readonly #flight: Flight<T>;
  pays: boolean;
  left = false;
  #position = 0;

  constructor(flight: Flight<T>, passenger: Passenger<T>, pays: boolean) {
    this.#flight = flight;
    this.#passenger = passenger;
    this.pays = pays;
  }

  /** By position and not by value, so that a value which arrives while another is handed out keeps its place. */
  serve(): void {
    const { log } = this.#flight;
    while (!this.left && this.#position < log.length) {
      const value = log[this.#position++] as T;
      this.#passenger.next(this.pays ? value : asReused(value, 'coalesced'));
    }
  }

  complete(): void {
    if (!this.left) this.#passenger.complete();
  }

  fail(error: unknown): void {
    if (!this.left) this.#passenger.error(this.pays ? error : withAttempts(error, 0));
  }

  unsubscribe(): void {
    if (this.left) return;
    this.left = true;
    this.#flight.leave(this);
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
    open: (key) => new Flight(key, flights),
  };
}
