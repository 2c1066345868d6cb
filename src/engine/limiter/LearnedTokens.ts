import type { Demand } from '../../types/Limiter.js';

/** Reserved for a call that says nothing of its size, until the first calls have been settled. */
const FIRST_GUESS = 1_000;
/** Of a hundred answers so many are no longer than what is reserved for one. */
const QUANTILE = 0.9;

/** What calls use, learned from those that are over: the mean of all, and how long nine of ten answers are at most. */
export class LearnedTokens {
  #mean = FIRST_GUESS;
  #settled = 0;
  #answer = FIRST_GUESS;
  #step = 0;
  #answers = 0;

  /** What to reserve. */
  costOf({ tokens, inputTokens }: Demand): number {
    if (tokens !== undefined) return tokens;
    return inputTokens === undefined ? this.#mean : inputTokens + this.#answer;
  }

  /** A call is over that used so many. */
  used(tokens: number, { inputTokens }: Demand): void {
    // The mean of the last hundred or so.
    this.#settled = Math.min(this.#settled + 1, 100);
    this.#mean += (tokens - this.#mean) / this.#settled;
    if (inputTokens !== undefined) this.#learn(Math.max(0, tokens - inputTokens));
  }

  /** By steps up and down, nine times as large up as down, so that they balance where one of ten is longer. */
  #learn(answer: number): void {
    this.#answers = Math.min(this.#answers + 1, 100);
    if (this.#answers === 1) this.#answer = answer;
    const away = Math.abs(answer - this.#answer);
    this.#step += (away - this.#step) / this.#answers;
    const step = Math.max(1, this.#step) / Math.sqrt(this.#answers);
    this.#answer = Math.max(0, this.#answer + step * (answer > this.#answer ? QUANTILE : QUANTILE - 1));
  }
}
