import {
  codePointEnd,
  codePointStart,
  type FindBorder,
  graphemeStart,
  lastHeading,
  lastLine,
  lastParagraph,
  lastSentence,
  lastWord,
} from './borders.js';
import type { Chunk, SplitOptions } from './Chunk.js';
import { type Fence, fencesIn } from './fencesIn.js';
import { Limit } from './Limit.js';
import { type FindSpans, spanAround } from './spanAround.js';
import { tailOf } from './tailOf.js';

const PROSE: readonly FindBorder[] = [lastHeading, lastParagraph, lastSentence, lastLine, lastWord];
const CODE: readonly FindBorder[] = [lastParagraph, lastLine, lastWord];
/** Behind the longest chunk and the longest block of code after it, so much that the border between them is known. */
const AHEAD = 256;

/**
 * Divides a text that comes in pieces, whatever its length, and keeps no more of it than two chunks. A chunk ends at the
 * best border in the second half of what fits: before a heading, behind a paragraph, a sentence (`Intl.Segmenter`), a
 * line, a word; never within a grapheme, unless one alone is over the limit. A fenced block of code that fits into a
 * chunk stays whole, and so does what `keepWhole` finds. The same text gives the same chunks, however it comes.
 */
export class Splitter {
  readonly #limit: Limit;
  readonly #needed: number;
  readonly #keepWhole: FindSpans | undefined;
  #text = '';
  #start = 0;
  #ended = false;
  /** What the next chunk may repeat. */
  #tail = '';
  #openFence: string | undefined;

  /** @throws RangeError when a limit is below 16, or the overlap above half of it. */
  constructor(options: SplitOptions = {}) {
    this.#limit = new Limit(options);
    this.#keepWhole = options.keepWhole;
    this.#needed = 2 * this.#limit.maxCharacters + AHEAD;
  }

  /** Takes the next piece. */
  push(piece: string): void {
    this.#text += piece;
  }

  /** Nothing will come any more. */
  end(): void {
    this.#ended = true;
  }

  /** The next chunk; `undefined` when more of the text must come first, or after the last one. */
  next(): Chunk | undefined {
    if (this.#text === '' || (!this.#ended && this.#text.length < this.#needed)) return undefined;
    // No more, even if it is there: a decision must not hang on how the text comes.
    const text = this.#text.slice(0, this.#needed);
    const isRest = this.#ended && text.length === this.#text.length;
    const fences = fencesIn(text, this.#openFence);
    const { head, length } = this.#fill(text, fences, isRest);
    const own = text.slice(0, length);
    const chunk = { text: head + own, overlap: head.length, start: this.#start };
    this.#openFence = fences.find(({ start, end }) => start < length && length < end)?.mark;
    this.#tail = this.#repeatable(own);
    this.#text = this.#text.slice(length);
    this.#start += length;
    return chunk;
  }

  /** What the next chunk repeats, and how much of `text` stands behind it. */
  #fill(text: string, fences: readonly Fence[], isRest: boolean): { head: string; length: number } {
    for (const head of this.#isWorth(text, fences[0]) ? [this.#tail, ''] : ['']) {
      const length = isRest && this.#limit.fits(head + text) ? text.length : this.#cut(head, text, fences);
      if (length > 0) return { head, length };
    }
    // A single character that is over the limit.
    return { head: '', length: codePointEnd(text, 0) };
  }

  /** Whether there is anything to repeat, and no block of code that is whole only without it. */
  #isWorth(text: string, fence: Fence | undefined): boolean {
    if (this.#tail === '') return false;
    const block = fence?.start === 0 ? text.slice(0, fence.end) : '';
    return !this.#limit.fits(block) || this.#limit.fits(this.#tail + block);
  }

  /** 0 when nothing fits. */
  #cut(head: string, text: string, fences: readonly Fence[]): number {
    for (let most = this.#limit.longest(head, text); most > 0; ) {
      const border = whole(text, this.#border(head, text, fences, most), most, head === '');
      const length = this.#beforeSpan(text, border, head === '');
      if (length === 0 || this.#limit.fits(head + text.slice(0, length))) return length;
      most = Math.min(length - 1, Math.floor(length * 0.98));
    }
    return 0;
  }

  /** `at`, or the start of what must stay whole and is divided by it; when that is 0, it is divided if it `must` be. */
  #beforeSpan(text: string, at: number, must: boolean): number {
    if (this.#keepWhole === undefined || at === 0) return at;
    const span = spanAround(text, at, this.#keepWhole);
    if (span === undefined) return at;
    return graphemeStart(text, span.start) || (must ? at : 0);
  }

  /** The end of a chunk that the next one may repeat. */
  #repeatable(own: string): string {
    let tail = tailOf(own, this.#limit.overlapStart(own));
    if (this.#keepWhole === undefined || tail === '') return tail;
    const at = own.length - tail.length;
    const end = spanAround(own, at, this.#keepWhole)?.end ?? at;
    // What is longer than what was looked at may go on.
    tail = own.slice(end);
    return end === at || spanAround(own, end, this.#keepWhole) === undefined ? tail : '';
  }

  #border(head: string, text: string, fences: readonly Fence[], most: number): number {
    const least = Math.ceil(most / 2);
    const fence = around(fences, most);
    if (fence === undefined) return firstOf(PROSE, text, fences, least, most);
    const { start, end } = fence;
    const fits = this.#limit.fits(text.slice(start, end));
    if (start > 0 && (fits || start >= least)) return start;
    if (start === 0 && fits && this.#limit.fits(head + text.slice(0, end))) return end;
    return firstOf(CODE, text, [], Math.max(least, start + 1), most);
  }
}

/** The best border, none of them within a block of code. */
function firstOf(
  finders: readonly FindBorder[],
  text: string,
  fences: readonly Fence[],
  least: number,
  most: number,
): number {
  for (const find of finders) {
    const at = find(text, least, most);
    const border = around(fences, at)?.start ?? at;
    if (border >= least) return border;
  }
  return most;
}

function around(fences: readonly Fence[], at: number): Fence | undefined {
  return fences.find(({ start, end }) => start < at && at < end);
}

/**
 * The border at `at`, or the one between graphemes before it. When the first grapheme is longer than `most`, it is broken
 * where that must be, else 0.
 */
function whole(text: string, at: number, most: number, must: boolean): number {
  return graphemeStart(text, at) || graphemeStart(text, most) || (must ? codePointStart(text, most) : 0);
}
