import type { BudgetStore, KeptPurse, Payer, PayerPlace, Reservation } from '../../types/Purse.js';
import { RingBuffer } from '../RingBuffer.js';
import { Lease, type Sums } from './Lease.js';
import { toNano, toUsd } from './nanoUsd.js';
import { refusalOf } from './refusalOf.js';

/** All sums are whole nanodollars. */
export class NanoPurse implements KeptPurse, Sums {
  readonly capUsd: number;
  spent: number;
  unreported: number;
  reserved = 0;
  waiting = 0;
  readonly #cap: number;
  readonly #lease: Lease;
  readonly #line = new RingBuffer<Seat>();
  #serving = false;
  #unused = true;

  constructor(capUsd: number, store: BudgetStore | undefined) {
    this.capUsd = capUsd;
    this.#cap = toNano(capUsd);
    this.#lease = new Lease(store, this.#cap);
    this.spent = this.#lease.spentBefore;
    this.unreported = this.#lease.unreportedBefore;
  }

  get spentUsd(): number {
    return toUsd(this.spent);
  }

  get unreportedUsd(): number {
    return toUsd(this.unreported);
  }

  get reservedUsd(): number {
    return toUsd(this.reserved);
  }

  enter(payer: Payer, now: number): PayerPlace | undefined {
    const seat = new Seat(this, payer);
    this.#line.push(seat);
    this.waiting++;
    this.serve(now);
    return seat.waits ? seat : undefined;
  }

  leave(place: PayerPlace, now: number): void {
    const seat = place as Seat;
    if (!seat.waits) return;
    // It stays in the line as an empty seat until it is the first.
    seat.waits = false;
    this.waiting--;
    this.serve(now);
  }

  /** Grants in order, until somebody does not fit. */
  serve(now: number): void {
    // A grant may run a whole call and settle it: the loop below goes on, the stack does not grow.
    if (this.#serving) return;
    this.#serving = true;
    try {
      for (let seat = this.#line.peek(); seat !== undefined; seat = this.#line.peek()) {
        if (seat.waits && !this.#decide(seat, now)) return;
        this.#line.shift();
      }
    } finally {
      this.#serving = false;
    }
  }

  /** After a call: what it cost instead of what was reserved. */
  settle(reserved: number, cost: number | undefined, now: number): void {
    this.reserved -= reserved;
    this.spent += cost ?? reserved;
    if (cost === undefined) this.unreported += reserved;
    this.#lease.settled(this);
    this.serve(now);
  }

  close(): void {
    this.#lease.close(this);
  }

  /** Grants or refuses; false when the seat has to wait on. */
  #decide(seat: Seat, now: number): boolean {
    const { payer } = seat;
    let refusal: unknown;
    let amount = 0;
    try {
      amount = toNano(payer.worstUsd(now));
      if (this.spent + this.reserved + amount <= this.#cap) this.#take(amount);
      else if (this.reserved > 0) return false;
      else refusal = refusalOf(this, toUsd(amount), this.#unused && this.spent === 0);
    } catch (error) {
      refusal = error;
    }
    seat.waits = false;
    this.waiting--;
    if (refusal !== undefined) {
      payer.refused(refusal);
      return true;
    }
    this.#unused = false;
    seat.reserved = amount;
    payer.granted(seat);
    return true;
  }

  #take(amount: number): void {
    this.reserved += amount;
    try {
      this.#lease.cover(this);
    } catch (error) {
      this.reserved -= amount;
      throw error;
    }
  }
}

/** One call: its place in the line, then its money. */
class Seat implements PayerPlace, Reservation {
  readonly payer: Payer;
  waits = true;
  /** Nanodollars, while the call is under way. */
  reserved: number | undefined;
  readonly #purse: NanoPurse;

  constructor(purse: NanoPurse, payer: Payer) {
    this.#purse = purse;
    this.payer = payer;
  }

  settle(now: number, usd?: number): void {
    const { reserved } = this;
    if (reserved === undefined) return;
    this.reserved = undefined;
    this.#purse.settle(reserved, usd === undefined ? undefined : toNano(usd), now);
  }
}
