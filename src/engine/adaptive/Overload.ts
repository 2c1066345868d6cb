/** Calls that say enough. */
const ENOUGH = 20;
/** Below this share of refusals a server is not overloaded: it has hiccups. */
const HICCUPS = 0.5;

/**
 * Counts, over a generation of calls, how many of them an overloaded server refuses (503, 529). One that refuses many
 * carries what it answers: so the share of the limit that is left.
 */
export class Overload {
  #since = Number.NEGATIVE_INFINITY;
  #answered = 0;
  #refused = 0;

  answered(startedAt: number): void {
    if (startedAt >= this.#since) this.#answered++;
  }

  /** The share of the limit that is left, half at the least; `undefined` to leave it as it is. */
  refused(now: number, startedAt: number): number | undefined {
    if (startedAt < this.#since) return undefined;
    this.#refused++;
    const all = this.#answered + this.#refused;
    if (all < ENOUGH || this.#refused < HICCUPS * all) return undefined;
    const share = Math.max(0.5, this.#answered / all);
    this.#since = now;
    this.#answered = this.#refused = 0;
    return share;
  }
}
