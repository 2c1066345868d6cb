/** One limit of a server over a window, counted in requests or tokens. Times are milliseconds, and never go back. */
export interface Meter {
  /** What is left at that time; below 0 after an answer that was longer than what was left. */
  left(now: number): number;
  /** Counts an amount, whatever is left. */
  take(now: number, amount: number): void;
  /** Until so much is left, in milliseconds, when nothing else is taken; never more than the limit itself. */
  waitMs(now: number, amount: number): number;
  /** Until all is left, in milliseconds. */
  resetMs(now: number): number;
}
