/** Where whole rows are written. */
export interface RowTarget {
  /**
   * Writes `rows` and calls `done` once they are with the system, at once or later. One write at a time; the bytes stay
   * as they are until then.
   */
  write(rows: Buffer, done: (error?: unknown) => void): void;
  /** Writes `rows` as well as it can within this call, after whatever is under way. May throw. */
  writeNow(rows: Buffer): void;
  /** Calls back when the target breaks between two writes; returns how to stop listening. */
  onBreak(callback: (error: unknown) => void): () => void;
  /** Lets go of what it opened itself. */
  close(): void;
}
