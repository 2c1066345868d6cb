/** No tokenizer is further from the one that ours was measured on. */
const LEAST = 0.5;
const MOST = 2;
/** One bill may not pull further than this from what is known: it may be of a picture, or wrong. */
const STEP = 1.5;
/** Counted tokens that speak for 1 at the beginning. */
const PRIOR_TOKENS = 500;
/** Of all before, what still counts at the next bill: the last hundred or so decide. */
const MEMORY = 0.99;
/** Names come from outside. */
const MAX_MODELS = 64;

interface Seen {
  counted: number;
  billed: number;
}

/**
 * Learns by model how far counted tokens are from billed ones. Each bill weighs as much as its tokens, for sums are what is
 * estimated; none moves the ratio far, and it stays between 0.5 and 2.
 */
export class TokenRatios {
  readonly #models = new Map<string, Seen>();

  /** Billed tokens for one that was counted; 1 for a model that has said nothing yet. */
  ratioOf(model: string): number {
    const seen = this.#models.get(model);
    if (seen === undefined) return 1;
    return Math.min(MOST, Math.max(LEAST, seen.billed / seen.counted));
  }

  /** Of a call whose input was counted, and then billed. */
  learn(model: string, counted: number, billed: number): void {
    if (!(counted > 0 && billed > 0 && Number.isFinite(counted) && Number.isFinite(billed))) return;
    let seen = this.#models.get(model);
    if (seen === undefined) {
      if (this.#models.size >= MAX_MODELS) return;
      seen = { counted: PRIOR_TOKENS, billed: PRIOR_TOKENS };
      this.#models.set(model, seen);
    }
    const ratio = this.ratioOf(model);
    const believed = Math.min(counted * ratio * STEP, Math.max((counted * ratio) / STEP, billed));
    seen.counted = seen.counted * MEMORY + counted;
    seen.billed = seen.billed * MEMORY + believed;
  }
}
