/**
 * Decides when a call is late enough for a second one beside it, and that there are few of those. It has no clock:
 * whoever uses it tells it how long things took.
 */
export interface Hedger {
  /** A second call is worth it when nothing has come for so many milliseconds; `undefined` while too little is known. */
  readonly delayMs: number | undefined;
  /** A call begins. */
  began(): void;
  /** The first value of a call came after so many milliseconds, or had not come by then. */
  took(ms: number): void;
  /** Whether a second call may be made now; it counts as made. */
  take(): boolean;
  /** Second calls that were made. */
  readonly hedges: number;
}
