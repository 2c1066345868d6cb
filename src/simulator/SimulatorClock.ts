/**
 * The simulator's time of day, which prices, `Date` and `created` go by: the real one, or one that began elsewhere and runs
 * on as fast. Delays and time-outs never depend on it.
 */
export class SimulatorClock {
  #offsetMs = 0;

  /** @param startAt Milliseconds since 1970; null for the real time. */
  constructor(startAt: number | null) {
    if (startAt !== null) this.set(startAt);
  }

  /** Milliseconds since 1970. */
  now(): number {
    return Date.now() + this.#offsetMs;
  }

  /** Puts the clock forward or back. */
  set(ms: number): void {
    this.#offsetMs = ms - Date.now();
  }
}
