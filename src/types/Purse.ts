import type { Usage } from './Usage.js';

/** What one call may cost, and what it did cost. Moments are milliseconds since 1970. */
export interface Quote {
  /** US dollars at most, for a call that runs between these moments; `null` when nobody knows. */
  worstUsd(fromMs: number, toMs: number): number | null;
  /** US dollars at most for what was billed between them, by the model that served it; `null` when unknown. */
  billedUsd(usage: Usage, servedModel: string, fromMs: number, toMs: number): number | null;
}

/** Money set aside for one call. */
export interface Reservation {
  /**
   * Ends it; further calls do nothing.
   *
   * @param now Milliseconds, of the clock that it was asked with.
   * @param usd What the call cost. Default: all that was reserved, because nobody said.
   */
  settle(now: number, usd?: number): void;
}

/** Somebody who wants to make a call. */
export interface Payer {
  /** US dollars at most for a call that begins now; asked again while it waits, because prices change. */
  worstUsd(now: number): number;
  /** Called once, when the money is there; may be called from within `enter`. */
  granted(reservation: Reservation): void;
  /** Called instead when it will never be there. */
  refused(error: unknown): void;
}

/** A place in the line. */
export interface PayerPlace {
  readonly payer: Payer;
}

/**
 * Keeps calls under a sum of money, whatever they do: a call's worst case is set aside before it and settled with the
 * bill after it. What does not fit waits, first come first served, until a call gives back what it did not need.
 */
export interface Purse {
  /** Grants at once, or gives a place in the line. */
  enter(payer: Payer, now: number): PayerPlace | undefined;
  /** Leaves the line; nothing happens when the place has been served. */
  leave(place: PayerPlace, now: number): void;
  readonly capUsd: number;
  /** Settled so far, this run and those before it. */
  readonly spentUsd: number;
  /** Of that, what nobody billed: calls without usage, cut off, or under way when a run was killed. */
  readonly unreportedUsd: number;
  /** Set aside for calls under way. */
  readonly reservedUsd: number;
  /** Payers in line. */
  readonly waiting: number;
}

/** A {@link Purse} that may be kept somewhere. */
export interface KeptPurse extends Purse {
  /** Records what was spent, when all calls are over. Throws a `SinkError` when that cannot be kept. */
  close(): void;
}

/** What must outlive the process. US dollars. */
export interface BudgetRecord {
  readonly spent_usd: number;
  /** The part of it that nobody billed. */
  readonly unreported_usd: number;
  /** What may be spent besides until the next record. After a kill it counts as spent. */
  readonly leased_usd: number;
}

/** Where a budget is kept from run to run. */
export interface BudgetStore {
  load(): BudgetRecord | undefined;
  /** Returns once the record would survive a power cut; throws when it cannot be kept. */
  save(record: BudgetRecord): void;
}
