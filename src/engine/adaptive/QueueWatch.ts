/** Answers that are counted at least: fewer say little. */
const LEAST = 20;
const ENOUGH = 100;
/** What more calls at once must bring at least, of what they would bring at a server that has room. */
const WORTH = 0.3;
/** What is forgotten of the best pace with each generation, since answers may grow longer. */
const FORGET = 0.99;

/**
 * Sees servers that queue what they cannot do at once and never refuse: with more calls at once than before, hardly more
 * are answered in a time, so more would only wait there.
 */
export class QueueWatch {
  /** Calls at once beyond which there is nothing to win. */
  most = Number.POSITIVE_INFINITY;
  #since: number | undefined;
  #count = 0;
  #inFlight = 0;
  #ms = 0;
  #baseInFlight = Number.POSITIVE_INFINITY;
  #basePace = 0;
  /** Generations that looked like a queue. */
  #queued = 0;

  /** @param inFlight How many there were when it started. */
  answered(inFlight: number, startedAt: number, now: number): void {
    this.#since ??= startedAt;
    this.#count++;
    this.#inFlight += inFlight;
    this.#ms += now - startedAt;
    // A generation, or enough of one: in a queue they grow longer and longer.
    if (this.#count < LEAST || this.#count < Math.min(ENOUGH, inFlight)) return;
    const mean = this.#inFlight / this.#count;
    // Answers come in bursts, and short ones come first: so the lesser of what was counted and what follows from their
    // latency by Little's law.
    const pace = Math.min(
      this.#count / Math.max(1, now - this.#since),
      this.#inFlight / Math.max(1, this.#ms),
    );
    this.#since = now;
    this.#count = this.#inFlight = this.#ms = 0;
    this.#basePace *= FORGET;
    const times = mean / this.#baseInFlight;
    if (times <= 1 || pace > this.#basePace * (1 + WORTH * (times - 1))) {
      this.#baseInFlight = mean;
      this.#basePace = pace;
      this.#queued = 0;
    } else if (times > 1.5) this.#queued++;
    // Once it may be the growth itself: what has been started has not been answered yet.
    this.most = this.#queued > 1 ? 2 * this.#baseInFlight : Number.POSITIVE_INFINITY;
  }
}
