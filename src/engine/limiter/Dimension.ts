/**
 * One limit over time, of requests or of tokens. What is taken is known by its cost and its moment, not by an object:
 * every call would pay for one, and a log would keep it for a minute.
 */
export interface Dimension {
  /** Milliseconds from `now` until `cost` fits; 0 or less when it fits now. */
  waitFor(cost: number, now: number): number;
  /** Takes `cost`, which `waitFor` has just let through. Returns the moment that it is noted under. */
  take(cost: number, now: number): number;
  /** Corrects what was noted at `moment`: `change` more was really used, or less when it is negative. */
  settle(change: number, moment: number): void;
  /** Another limit from now on; what was taken stays taken. */
  tune(limit: number, now: number): void;
}
