/** A reservation that one dimension has taken. */
export interface Reservation {
  /** Corrects it to what was really used. */
  settle(actual: number): void;
}

/** One limit over time, of requests or of tokens. */
export interface Dimension {
  /** Milliseconds from `now` until `cost` fits; 0 or less when it fits now. */
  waitFor(cost: number, now: number): number;
  /** Takes `cost`, which `waitFor` has just let through. */
  take(cost: number, now: number): Reservation;
}
