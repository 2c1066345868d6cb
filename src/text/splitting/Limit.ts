import { countTokens } from '../tokens/countTokens.js';
import type { SplitOptions } from './Chunk.js';

const DEFAULT_CHARACTERS = 2_000;
/** White space costs nearly no tokens: without such a bound a chunk of it would be as long as it likes. */
const CHARACTERS_PER_TOKEN = 8;
/** Any grapheme that is not built to be long fits in so much. */
const LEAST = 16;
/** About so many pieces are counted to find out how much fits. */
const PIECES = 16;
const LONGEST_PIECE = 1_024;

/** How much goes into one chunk. */
export class Limit {
  /** Of any chunk, whatever is in it. */
  readonly maxCharacters: number;
  readonly #maxTokens: number;
  readonly #overlap: number;

  constructor({ maxCharacters, maxTokens, overlap = 0 }: SplitOptions) {
    check('maxCharacters', maxCharacters);
    check('maxTokens', maxTokens);
    const limit = maxTokens ?? maxCharacters ?? DEFAULT_CHARACTERS;
    if (!(overlap >= 0 && overlap <= limit / 2))
      throw new RangeError(`expected overlap to be from 0 to half of the limit of ${limit}, got ${overlap}`);
    this.maxCharacters = Math.floor(
      Math.min(
        maxCharacters ?? (maxTokens === undefined ? DEFAULT_CHARACTERS : Number.POSITIVE_INFINITY),
        maxTokens === undefined ? Number.POSITIVE_INFINITY : maxTokens * CHARACTERS_PER_TOKEN,
      ),
    );
    this.#maxTokens = maxTokens ?? Number.POSITIVE_INFINITY;
    this.#overlap = overlap;
  }

  fits(text: string): boolean {
    return text.length <= this.maxCharacters && this.#tokens(text) <= this.#maxTokens;
  }

  /** How many units of `text` fit behind `head`: exactly by characters, about by tokens; 0 when nothing does. */
  longest(head: string, text: string): number {
    const most = Math.min(text.length, this.maxCharacters - head.length);
    if (most <= 0 || this.#maxTokens === Number.POSITIVE_INFINITY) return Math.max(0, most);
    return about(text.slice(0, most), this.#maxTokens - countTokens(head), (from, to) =>
      text.slice(from, to),
    );
  }

  /** Where the end of `text` begins that the next chunk may repeat. */
  overlapStart(text: string): number {
    if (this.#overlap === 0) return text.length;
    if (this.#maxTokens === Number.POSITIVE_INFINITY)
      return Math.max(0, text.length - Math.floor(this.#overlap));
    const { length } = text;
    let repeated = about(text, this.#overlap, (from, to) => text.slice(length - to, length - from));
    while (countTokens(text.slice(length - repeated)) > this.#overlap) repeated = Math.floor(repeated * 0.95);
    return length - repeated;
  }

  #tokens(text: string): number {
    return this.#maxTokens === Number.POSITIVE_INFINITY ? 0 : countTokens(text);
  }
}

function check(name: string, value: number | undefined): void {
  if (value !== undefined && !(value >= LEAST))
    throw new RangeError(`expected ${name} to be at least ${LEAST}, got ${value}`);
}

/** How much of `text` has about so many tokens: each part of it is counted once. */
function about({ length }: string, tokens: number, part: (from: number, to: number) => string): number {
  const step = Math.ceil(Math.min(LONGEST_PIECE, (tokens * CHARACTERS_PER_TOKEN) / PIECES));
  let left = tokens;
  for (let at = 0; at < length; at += step) {
    const end = Math.min(length, at + step);
    const counted = countTokens(part(at, end));
    if (counted > left) return at + Math.floor(((end - at) * left) / counted);
    left -= counted;
  }
  return length;
}
