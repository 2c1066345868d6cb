import { characterKind, KIND } from './characterKind.js';
import { chineseTokens, commonPairsIn } from './chineseTokens.js';
import { foreignTokens } from './foreignTokens.js';
import { type Before, plainWordTokens, wordTokens } from './wordTokens.js';

/** Mean tokens of runs of 1, 2, 3 ... ASCII marks. */
const MARKS = [1, 1.04, 1.22, 1.82, 2.05, 2.85, 2.85, 3];
const FURTHER_MARK = 0.35;
/** Marks of other scripts are a token each; emoji two, for their two units. */
const FOREIGN_MARK = 0.97;

/**
 * About how many tokens a text has, without a tokenizer: it is cut as DeepSeek's tokenizer cuts it before it looks at its
 * vocabulary (numbers by three digits; words with the space or the mark before them; runs of marks, of Chinese
 * characters, of white space), and each piece counts as its like do on average. Linear, some 50 MB a second. How far it
 * is off: docs/decisions/2026-11-24-counting-tokens.md.
 */
export function countTokens(text: string): number {
  return new Count(text).tokens();
}

class Count {
  readonly #text: string;
  #at = 0;
  #tokens = 0;
  #chinese = 0;
  #pairs = 0;
  #kana = 0;

  constructor(text: string) {
    this.#text = text;
  }

  tokens(): number {
    const { length } = this.#text;
    while (this.#at < length) if (!this.#plainWord()) this.#piece(this.#kindAt(this.#at));
    return Math.round(this.#tokens + chineseTokens(this.#chinese, this.#pairs, this.#kana));
  }

  /** A space and a word in small letters, as most of a text is: what `#space` makes of it, in a quarter of the time. */
  #plainWord(): boolean {
    const text = this.#text;
    const from = this.#at + 1;
    if (text.charCodeAt(from - 1) !== 32) return false;
    let end = from;
    let unit = text.charCodeAt(end);
    while (unit >= 97 && unit <= 122) unit = text.charCodeAt(++end);
    // The word may go on: a capital, or a letter of another script.
    if (end === from || unit > 127 || (unit >= 65 && unit <= 90)) return false;
    this.#tokens += plainWordTokens(end - from);
    this.#at = end;
    return true;
  }

  #piece(kind: number): void {
    switch (kind) {
      case KIND.digit:
        this.#tokens += Math.ceil(this.#run(KIND.digit) / 3);
        break;
      case KIND.chinese: {
        const from = this.#at;
        this.#chinese += this.#run(KIND.chinese);
        this.#pairs += commonPairsIn(this.#text, from, this.#at);
        break;
      }
      case KIND.kana: {
        const length = this.#run(KIND.kana);
        this.#chinese += length;
        this.#kana += length;
        break;
      }
      case KIND.lineEnd:
      case KIND.white:
        this.#space();
        break;
      case KIND.mark:
        if (isAsciiLetter(this.#kindAt(this.#at + 1))) {
          this.#at++;
          this.#word('marked');
          break;
        }
        this.#marks();
        break;
      case KIND.foreignMark:
        this.#marks();
        break;
      default:
        this.#word('bare');
    }
  }

  /** White space up to the last end of a line is one token; of what follows, the last space goes with the next piece. */
  #space(): void {
    let lastEnd = -1;
    let at = this.#at;
    for (
      let kind = this.#kindAt(at);
      kind === KIND.lineEnd || kind === KIND.white;
      kind = this.#kindAt(++at)
    ) {
      if (kind === KIND.lineEnd) lastEnd = at;
    }
    const rest = lastEnd < 0 ? at - this.#at : at - lastEnd - 1;
    if (lastEnd >= 0) this.#tokens++;
    this.#at = at;
    if (rest === 0) return;
    const next = this.#kindAt(at);
    const goesAlong = next >= KIND.lower;
    if (rest > 1 || !goesAlong) this.#tokens++;
    if (next === KIND.mark || next === KIND.foreignMark) this.#marks();
    else if (goesAlong) this.#word('spaced');
  }

  #word(before: Before): void {
    const from = this.#at;
    let uppers = 0;
    let foreign = 0;
    for (
      let kind = this.#kindAt(this.#at);
      kind >= KIND.lower && kind <= KIND.foreign;
      kind = this.#kindAt(++this.#at)
    ) {
      if (kind === KIND.upper) uppers++;
      else if (kind === KIND.foreign) {
        // A mark takes only ASCII letters along.
        if (before === 'marked') break;
        foreign ||= this.#text.charCodeAt(this.#at);
      }
    }
    const length = this.#at - from;
    if (foreign !== 0) this.#tokens += foreignTokens(foreign, length);
    else if (uppers === 0) this.#tokens += wordTokens(before, 'lower', length);
    else if (uppers === 1 && this.#kindAt(from) === KIND.upper)
      this.#tokens += wordTokens(before, 'capital', length);
    else this.#tokens += wordTokens(before, uppers === length ? 'upper' : 'mixed', length);
  }

  /** The ends of lines behind it belong to it. */
  #marks(): void {
    let ascii = 0;
    let foreign = 0;
    for (let kind = this.#kindAt(this.#at); kind >= KIND.mark; kind = this.#kindAt(++this.#at)) {
      if (kind === KIND.mark) ascii++;
      else foreign++;
    }
    while (this.#kindAt(this.#at) === KIND.lineEnd) this.#at++;
    if (ascii > 0) {
      this.#tokens += MARKS[ascii - 1] ?? (MARKS.at(-1) as number) + (ascii - MARKS.length) * FURTHER_MARK;
    }
    this.#tokens += foreign * FOREIGN_MARK;
  }

  /** Passes a run of one kind; its length. */
  #run(kind: number): number {
    const from = this.#at;
    while (this.#kindAt(this.#at) === kind) this.#at++;
    return this.#at - from;
  }

  /** 0 behind the end. */
  #kindAt(at: number): number {
    return at < this.#text.length ? characterKind(this.#text.charCodeAt(at)) : 0;
  }
}

function isAsciiLetter(kind: number): boolean {
  return kind === KIND.lower || kind === KIND.upper;
}
