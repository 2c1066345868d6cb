/** With so little of the limit left it is looked at whether that helped. */
const LESS = 0.75;
/** A smaller limit helped when the share of refusals is less than so much of the one before. */
const HELPED = 0.5;
/** So many times in a row it did not. */
const IN_VAIN = 3;
/** Below this share of refusals a limit is left as it is, */
const FEW = 0.04;
/** and above this one a server is overloaded, whatever else. */
const MOST = 0.5;
/** So much more often than with less of the limit. */
const MORE = 1.4;
/** A limit that is not brought down further as long as most calls are answered. */
const HANDFUL = 8;
/** Calls that say enough for a share, and enough to forget what was before. */
const ENOUGH = 20;
const MANY = 200;
/** How long what comes by chance is let be, in milliseconds; twice as long each time. */
const LET_BE_MS = 60_000;
const LET_BE_AT_MOST_MS = 600_000;

/**
 * Finds out whether a server that says it is overloaded (503, 529) means us. It is taken so at first, and the limit goes
 * down; when fewer calls at once are refused as often, they were not refused because they were many, but by chance or
 * because of others: the limit is as it was, and such refusals are let be for a while.
 *
 * Refusals come back long before answers do: so it counts calls when they start, and looks once the last of them would
 * have been refused.
 */
export class Overload {
  #since = Number.NEGATIVE_INFINITY;
  #to = Number.POSITIVE_INFINITY;
  #started = 0;
  #refused = 0;
  /** The limit when the counting began, 0 for none, and before any of this. */
  #limit = 0;
  #before = 0;
  /** Of the last time that the limit went down. */
  #lastShare: number | undefined;
  #inVain = 0;
  #quietUntil = Number.NEGATIVE_INFINITY;
  #letBeMs = LET_BE_MS;

  /** No limit below this before it is known whether less helps. */
  get least(): number {
    return Math.max(LESS * this.#limit, Math.min(this.#limit, HANDFUL - 1));
  }

  started(): void {
    if (this.#to !== Number.POSITIVE_INFINITY) return;
    this.#started++;
    if (this.#started > MANY && this.#refused < FEW * this.#started) this.#begin(this.#since, 0);
  }

  /**
   * One was refused. `limit` as it is now, `heardMs` what a refusal takes.
   *
   * @returns True when it means us; a number when it did not: the limit as it was before; false to let it be.
   */
  refused(now: number, startedAt: number, limit: number, heardMs: number): boolean | number {
    if (startedAt >= this.#since && startedAt <= this.#to) this.#refused++;
    if (now < this.#quietUntil) {
      if (!this.#isCounted(now, heardMs, this.#started >= 4 * ENOUGH)) return false;
      // With all of the limit again they are refused more often: it meant us after all.
      const most = Math.min(0.9 * MOST, MORE * (this.#lastShare ?? 1) + 0.05);
      if (this.#refused >= most * this.#started) this.#quietUntil = now;
      this.#begin(now, 0);
      return now >= this.#quietUntil;
    }
    if (this.#started >= 2 * ENOUGH && this.#refused < FEW * this.#started) return false;
    // So few are no load for anybody who answers most of them.
    if (
      this.#limit === 0 &&
      limit <= HANDFUL &&
      (this.#started < ENOUGH || this.#refused < MOST * this.#started)
    )
      return false;
    // The first, or it has grown meanwhile.
    if (this.#limit === 0 || limit > this.#before) {
      this.#begin(now, limit);
      this.#before = limit;
      this.#lastShare = undefined;
      this.#inVain = 0;
      return true;
    }
    const isLess = limit <= LESS * this.#limit + 1;
    if (!this.#isCounted(now, heardMs, isLess && this.#started >= ENOUGH)) return true;
    return this.#judge(now, limit);
  }

  /** Closes the count when it is time, and says whether all of it is known. */
  #isCounted(now: number, heardMs: number, isTime: boolean): boolean {
    if (isTime && this.#to === Number.POSITIVE_INFINITY) this.#to = now;
    return now >= this.#to + 2 * heardMs;
  }

  #judge(now: number, limit: number): true | number {
    const share = this.#refused / this.#started;
    const helped = this.#lastShare === undefined || share > MOST || share < HELPED * this.#lastShare;
    if (limit <= HANDFUL && share < MOST) this.#inVain = IN_VAIN;
    else this.#inVain = helped || share < FEW ? 0 : this.#inVain + 1;
    if (this.#inVain >= IN_VAIN) {
      this.#quietUntil = now + this.#letBeMs;
      this.#letBeMs = Math.min(LET_BE_AT_MOST_MS, 2 * this.#letBeMs);
      this.#inVain = 0;
      this.#begin(now, 0);
      return this.#before;
    }
    this.#lastShare = share;
    this.#begin(now, limit);
    return true;
  }

  #begin(now: number, limit: number): void {
    this.#since = now;
    this.#to = Number.POSITIVE_INFINITY;
    this.#limit = limit;
    this.#started = this.#refused = 0;
  }
}
