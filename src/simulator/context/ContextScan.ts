/** Tokens in one unit of the context cache, as all non-zero hits recorded on V4 show. */
export const unitTokens = 128;

/** So many tokens of a prefix are never served from the cache: of n, the whole units in n - 8 are (5 to 13 fit what was recorded). */
const slackTokens = 8;

/** Tenths of a token for one UTF-16 unit, by the documentation's rule of thumb: 0.3 for a character, 0.6 for a Chinese one. */
export function tenthsOf(code: number): number {
  return code >= 0x2e80 ? 6 : 3;
}

/** A prefix of a context: how long it is, and what it is. */
export interface Prefix {
  readonly tokens: number;
  readonly hash: number;
}

/** What follows each message in the template. */
const messageTokens = 3;
const none: readonly Prefix[] = [];

/** Tokens that a hit on a prefix of this length saves. */
export function hitTokensOf(tokens: number): number {
  return unitTokens * Math.max(0, Math.floor((tokens - slackTokens) / unitTokens));
}

/**
 * Reads a context once, from tools to answer: counts its tokens and names its prefixes by hash (FNV-1a over UTF-16
 * units).
 */
export class ContextScan {
  #hash: number;
  #tenths: number;
  #wide = 0;
  #length = 0;
  #nextBlock: number;
  #blocks: readonly Prefix[] = none;
  #ends: readonly Prefix[] = none;

  /** @param templateTokens What the template puts before the first message. */
  constructor(seed: number, templateTokens: number) {
    this.#hash = 0x811c9dc5 ^ seed;
    this.#tenths = templateTokens * 10;
    const firstBlock = Math.max(0, Math.floor((templateTokens - slackTokens) / unitTokens)) + 1;
    this.#nextBlock = (firstBlock * unitTokens + slackTokens) * 10;
  }

  add(text: string): void {
    let hash = this.#hash;
    let tenths = this.#tenths;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      hash = Math.imul(hash ^ code, 0x01000193);
      tenths += tenthsOf(code);
      if (code >= 0x2e80) this.#wide++;
      if (tenths >= this.#nextBlock) this.#markBlock(hash);
    }
    this.#hash = hash;
    this.#tenths = tenths;
    this.#length += text.length;
  }

  /** The message that was added is over. */
  endMessage(): void {
    this.#tenths += messageTokens * 10;
    const { tokens } = this;
    // Shorter prefixes are never hit.
    if (tokens < unitTokens + slackTokens) return;
    this.#ends = [...this.#ends, { tokens, hash: this.#hash }];
  }

  get tokens(): number {
    return Math.ceil(this.#tenths / 10);
  }

  get hash(): number {
    return this.#hash >>> 0;
  }

  /** Whether a third of the characters or more are Chinese. */
  get chinese(): boolean {
    return this.#wide > 0 && this.#wide * 3 >= this.#length;
  }

  /** Prefixes of a whole number of units, and their slack; the shortest first. */
  get blocks(): readonly Prefix[] {
    return this.#blocks;
  }

  /** Prefixes that end with a message, the shortest first. */
  get ends(): readonly Prefix[] {
    return this.#ends;
  }

  #markBlock(hash: number): void {
    const block = { tokens: this.#nextBlock / 10, hash };
    if (this.#blocks === none) this.#blocks = [block];
    else (this.#blocks as Prefix[]).push(block);
    this.#nextBlock += unitTokens * 10;
  }
}
