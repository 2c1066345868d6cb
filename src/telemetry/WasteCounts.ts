import type { Waste } from '../types/CallEvent.js';
import type { Snapshot } from './Snapshot.js';

/** Adds up tokens and money of attempts that brought no answer. */
export class WasteCounts {
  #tokens = 0;
  #estimated = 0;
  #usd = 0;
  /** Without a prototype: a code may be called `constructor`. */
  readonly #reasons: Record<string, number> = Object.create(null);

  add({ reason, tokens, costUsd, isEstimate }: Waste): void {
    this.#tokens += tokens;
    if (isEstimate) this.#estimated += tokens;
    this.#usd += costUsd ?? 0;
    this.#reasons[reason] = (this.#reasons[reason] ?? 0) + tokens;
  }

  /** As it is now. */
  state(): Snapshot['waste'] {
    return {
      tokens: this.#tokens,
      estimated_tokens: this.#estimated,
      cost_usd: Math.round(this.#usd * 1e12) / 1e12,
      reasons: { ...this.#reasons },
    };
  }
}
