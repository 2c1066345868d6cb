import { type ContextScan, hitTokensOf, type Prefix } from './ContextScan.js';

/** Prefixes remembered of each kind; the oldest go first. */
const maxPrefixes = 200_000;

/** Contexts from this length on are cut into units by the way; the documentation says «long» only. */
const longTokens = 1_024;

/**
 * The server's context cache. A hit is the longest prefix of a request that is a unit, and units are made by three rules:
 * at the end of a request's input and of its output; where two requests turn out to have a prefix in common; and all
 * along a long context.
 */
export class ContextCache {
  readonly #buildMs: number;
  readonly #keepMs: number;
  /** Units, by name, with the time from which they count or at which they were hit last. */
  readonly #units = new Map<number, number>();
  /** Prefixes that were seen once and are no units. */
  readonly #seen = new Set<number>();

  /**
   * @param buildMs From a request's end until its units can be hit.
   * @param keepMs A unit that is not hit for so long is forgotten.
   */
  constructor(buildMs: number, keepMs: number) {
    this.#buildMs = buildMs;
    this.#keepMs = keepMs;
  }

  /** Tokens of a request's input that are read from the cache. Salts keep users apart. */
  hitTokens(input: ContextScan, salt: number, now: number): number {
    const { blocks, ends } = input;
    let longest = 0;
    for (const prefixes of [blocks, ends]) {
      for (let index = prefixes.length - 1; index >= 0; index--) {
        const { tokens } = prefixes[index]!;
        if (tokens <= longest) break;
        if (this.#hits(nameOf(prefixes[index]!, salt), now)) longest = tokens;
      }
    }
    this.#findCommon(blocks, salt, now);
    return hitTokensOf(longest);
  }

  /** Remembers a request when it has been answered; `outputEnd` is null when the output cannot come again. */
  remember(
    context: ContextScan,
    inputEnd: Prefix | undefined,
    outputEnd: Prefix | undefined,
    salt: number,
    now: number,
  ): void {
    const { blocks } = context;
    if (inputEnd !== undefined) this.#persist(nameOf(inputEnd, salt), now);
    if (outputEnd !== undefined && outputEnd !== inputEnd) this.#persist(nameOf(outputEnd, salt), now);
    const long = context.tokens >= longTokens;
    for (const block of blocks) {
      if (long) this.#persist(nameOf(block, salt), now);
      else this.#seen.add(nameOf(block, salt));
    }
    forgetOldest(this.#units);
    forgetOldest(this.#seen);
  }

  /** What was seen before and comes again is a prefix in common: a unit for requests to come. */
  #findCommon(blocks: readonly Prefix[], salt: number, now: number): void {
    for (let index = blocks.length - 1; index >= 0; index--) {
      const name = nameOf(blocks[index]!, salt);
      if (!this.#seen.has(name)) continue;
      this.#persist(name, now);
      return;
    }
  }

  #hits(name: number, now: number): boolean {
    const since = this.#units.get(name);
    if (since === undefined || now < since) return false;
    this.#units.delete(name);
    if (now - since > this.#keepMs) return false;
    this.#units.set(name, now);
    return true;
  }

  #persist(name: number, now: number): void {
    if (!this.#units.has(name)) this.#units.set(name, now + this.#buildMs);
  }
}

/** One number that names a prefix of one user: the length above the 32 bits of the hash, which makes chance hits rare. */
function nameOf({ tokens, hash }: Prefix, salt: number): number {
  return tokens * 0x1_0000_0000 + (Math.imul(hash ^ salt, 0x01000193) >>> 0);
}

function forgetOldest(names: Map<number, number> | Set<number>): void {
  for (const oldest of names.keys()) {
    if (names.size <= maxPrefixes) return;
    names.delete(oldest);
  }
}
