/** A limit is kept for so long, in milliseconds, and for so many calls for each one that was refused, */
const LEAST_MS = 2_000;
const CALLS = 400;
/** but not for ever: so long, and twice as long when it turns out to be the one before and few calls were made in it. */
const FIRST_AT_MOST_MS = 5_000;
const AT_MOST_MS = 240_000;
const FEW = 140;
/** Limits that differ by less are the same: calls on the way make no measure exact. */
const SAME = 0.05;

/** How long a limit that was measured is kept before more is tried: what that costs is a share of the calls. */
export class Hold {
  #since = Number.NEGATIVE_INFINITY;
  #calls = 0;
  #refused = 0;
  #level = Number.POSITIVE_INFINITY;
  #atMostMs = FIRST_AT_MOST_MS;

  /** @param isGuess When the limit was not measured: it is somewhere above. */
  begin(level: number, now: number, isGuess: boolean): void {
    const isSame = Math.abs(level - this.#level) <= 1 + SAME * level;
    if (!isSame) this.#atMostMs = FIRST_AT_MOST_MS;
    else if (this.#calls < FEW && !this.lasts(now))
      this.#atMostMs = Math.min(AT_MOST_MS, 1.5 * this.#atMostMs);
    this.#level = level;
    this.#since = now;
    this.#calls = 0;
    this.#refused = isGuess ? 0 : 1;
  }

  started(): void {
    this.#calls++;
  }

  /** Another of those that were sent before. */
  refused(): void {
    this.#refused++;
  }

  lasts(now: number): boolean {
    const heldMs = now - this.#since;
    return heldMs < LEAST_MS || (this.#calls < CALLS * this.#refused && heldMs < this.#atMostMs);
  }
}
