import type { FindSpans } from './spanAround.js';

/** A piece of a text. The own text of all of them, joined in order, is the text, to the last unit. */
export interface Chunk {
  /** What to read: a repetition of the end of the chunk before, and then its own text. */
  readonly text: string;
  /** Units of the repetition: `text.slice(overlap)` is its own text. */
  readonly overlap: number;
  /** Where its own text begins in the whole, in UTF-16 units. */
  readonly start: number;
}

/** How to divide a text. */
export interface SplitOptions {
  /** No chunk is longer, in characters as `length` counts them. Default 2,000, or none beside `maxTokens`. Minimum 16. */
  readonly maxCharacters?: number;
  /** No chunk has more tokens, as `countTokens` counts them, or more than 8 characters for each. Default none. Minimum 16. */
  readonly maxTokens?: number;
  /**
   * How much of the end of a chunk the next one repeats at most, in tokens when `maxTokens` is given, else in
   * characters. Default 0. At most half of the limit.
   */
  readonly overlap?: number;
  /**
   * Finds what must stay in one chunk, such as personal data that is looked for in each of them: half of a number is no
   * number. Default nothing. What alone is longer than a chunk is divided.
   */
  readonly keepWhole?: FindSpans;
}
