/** Calls of a cohort: fewer say little. */
const LEAST = 20;
const ENOUGH = 100;
/** Of which so many have ended: the last may take very long. */
const MOST_OF_THEM = 0.9;
/** What more calls at once must bring at least, of what they would bring at a server that has room. */
const WORTH = 0.3;
/** What is forgotten of the best pace with each cohort, since answers may grow longer. */
const FORGET = 0.99;

/**
 * Sees servers that queue what they cannot do at once and never refuse: with more calls at once than before, hardly more
 * are answered in a time, so more would only wait there. It looks at calls that started one after the other, until
 * nearly all of them have ended: those that are answered first would make any server look fast.
 */
export class QueueWatch {
  /** Calls at once beyond which there is nothing to win. */
  most = Number.POSITIVE_INFINITY;
  #from = Number.NEGATIVE_INFINITY;
  #to = Number.POSITIVE_INFINITY;
  #started = 0;
  #ended = 0;
  #answered = 0;
  #inFlight = 0;
  #ms = 0;
  #baseInFlight = Number.POSITIVE_INFINITY;
  #basePace = 0;
  /** Cohorts that looked like a queue. */
  #queued = 0;

  /** @param inFlight Calls at once, with this one. */
  started(inFlight: number, now: number): void {
    if (this.#to !== Number.POSITIVE_INFINITY) return;
    if (this.#started++ === 0) this.#from = now;
    if (this.#started >= Math.max(LEAST, Math.min(ENOUGH, inFlight))) this.#to = now;
  }

  /** @param inFlight How many there were when it started. */
  ended(isAnswer: boolean, inFlight: number, startedAt: number, now: number): void {
    if (startedAt < this.#from || startedAt > this.#to || this.#started === 0) return;
    this.#ended++;
    if (isAnswer) {
      this.#answered++;
      this.#inFlight += inFlight;
      this.#ms += now - startedAt;
    }
    if (this.#to === Number.POSITIVE_INFINITY || this.#ended < MOST_OF_THEM * this.#started) return;
    if (this.#answered > this.#ended / 2) this.#judge();
    this.#started = this.#ended = this.#answered = this.#inFlight = this.#ms = 0;
    this.#to = Number.POSITIVE_INFINITY;
  }

  #judge(): void {
    const mean = this.#inFlight / this.#answered;
    // Little's law.
    const pace = this.#inFlight / Math.max(1, this.#ms);
    this.#basePace *= FORGET;
    const times = mean / this.#baseInFlight;
    if (times <= 1 || pace > this.#basePace * (1 + WORTH * (times - 1))) {
      this.#baseInFlight = mean;
      this.#basePace = pace;
      this.#queued = 0;
    } else if (times > 1.5) this.#queued++;
    // Once it may be chance.
    this.most = this.#queued > 1 ? 2 * this.#baseInFlight : Number.POSITIVE_INFINITY;
  }
}
