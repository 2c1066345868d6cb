import { type MeasuredPrompt, unitTokens } from './measurePrompt.js';

/** Units remembered in all; the oldest go first. */
const maxUnits = 200_000;

/**
 * The server's context cache, simple: a prefix that was seen whole, in units of 128 tokens, is a hit the next
 * time. The user's id goes into the hashes (see `measurePrompt`'s seed), so users never share.
 */
export class ContextCache {
  readonly #units = new Set<number>();

  /** Tokens of this prompt that are read from the cache; remembers the prompt for the next. */
  hitTokens(prompt: MeasuredPrompt): number {
    const { units } = prompt;
    if (units.length === 0) return 0;
    let hits = 0;
    while (hits < units.length && this.#units.has(units[hits]!)) hits++;
    for (let index = hits; index < units.length; index++) this.#units.add(units[index]!);
    for (const oldest of this.#units) {
      if (this.#units.size <= maxUnits) break;
      this.#units.delete(oldest);
    }
    return hits * unitTokens;
  }
}
