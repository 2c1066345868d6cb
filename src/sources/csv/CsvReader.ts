/** Why a row could not be read. */
export type CsvProblem = 'quote not closed' | 'text after a quote' | 'too long' | 'not UTF-8';

const NOTHING: readonly string[] = [];
const QUOTE = '"';

/**
 * Cuts text into the rows of a table, one at a time, after RFC 4180: fields between delimiters, quotes round those that
 * hold delimiters, line ends or (doubled) quotes. LF and CRLF end a row; lines with nothing in them are none. A quote
 * inside a field that does not begin with one is text.
 *
 * A broken row costs its own line and no other. csv-parse, told to skip broken rows, loses the good ones behind a quote
 * that is not closed, and counts lines wrongly from there on.
 */
export class CsvReader {
  /** The line on which the row read last begins, from 1. */
  line = 0;
  /** Characters of it. */
  size = 0;
  /** What is wrong with it; its fields are then empty. */
  problem: CsvProblem | undefined;
  delimiter: string;

  readonly #maxSize: number;
  #text = '';
  #at = 0;
  #nextLine = 1;
  #over = false;
  /** Where parsing stands within a row. */
  #place = 0;

  constructor(delimiter: string, maxSize: number) {
    this.delimiter = delimiter;
    this.#maxSize = maxSize;
  }

  /** Whether a row may be here; a look, no promise. */
  get hasMore(): boolean {
    return this.#text.indexOf('\n', this.#at) !== -1;
  }

  /** Takes the next piece, after `next` returned nothing. */
  push(text: string): void {
    this.#text = this.#at === 0 ? this.#text + text : this.#text.slice(this.#at) + text;
    this.#at = 0;
  }

  /** Nothing comes any more. */
  end(): void {
    this.#over = true;
  }

  /** The fields of the next row; `undefined` when there is none that is whole. */
  next(): readonly string[] | undefined {
    for (;;) {
      if (this.#at >= this.#text.length) return undefined;
      const start = this.#at;
      this.problem = undefined;
      const fields = this.#row(start);
      if (fields === 'more') {
        if (this.#text.length - start <= this.#maxSize && !this.#over) return undefined;
        return this.#skipLine(start, this.#over ? 'quote not closed' : 'too long');
      }
      if (fields === 'broken') return this.#skipLine(start, 'text after a quote');
      this.#take(start, this.#place);
      if (fields.length === 1 && fields[0] === '') continue;
      if (this.size > this.#maxSize) return this.#fail('too long');
      return fields.some((field) => field.includes('\uFFFD')) ? this.#fail('not UTF-8') : fields;
    }
  }

  /** Leaves `#place` behind the row. */
  #row(start: number): string[] | 'more' | 'broken' {
    const text = this.#text;
    const fields: string[] = [];
    this.#place = start;
    for (;;) {
      const field = text[this.#place] === QUOTE ? this.#quoted() : this.#plain();
      if (field === undefined) return 'more';
      fields.push(field);
      const sign = text[this.#place];
      if (sign === this.delimiter) {
        this.#place++;
        continue;
      }
      if (sign === undefined) return this.#over ? fields : 'more';
      if (sign === '\r') {
        if (text[this.#place + 1] === undefined && !this.#over) return 'more';
        this.#place++;
      }
      if (this.#place < text.length && text[this.#place] !== '\n') return 'broken';
      this.#place++;
      return fields;
    }
  }

  /** A field in quotes; `undefined` when its end is not there. */
  #quoted(): string | undefined {
    const text = this.#text;
    let value = '';
    let from = this.#place + 1;
    for (;;) {
      const quote = text.indexOf(QUOTE, from);
      if (quote === -1 || (quote + 1 === text.length && !this.#over)) return undefined;
      value += text.slice(from, quote);
      if (text[quote + 1] !== QUOTE) {
        this.#place = quote + 1;
        return value;
      }
      value += QUOTE;
      from = quote + 2;
    }
  }

  /** A field without quotes, up to what ends it. */
  #plain(): string {
    const text = this.#text;
    const start = this.#place;
    let at = start;
    for (; at < text.length; at++) {
      const sign = text[at];
      if (sign === this.delimiter || sign === '\n' || (sign === '\r' && text[at + 1] === '\n')) break;
    }
    // Half of a line end may have come.
    if (at === text.length && !this.#over && text[at - 1] === '\r' && at > start) at--;
    this.#place = at;
    return text.slice(start, at);
  }

  /** Gives up the line at `start`, and no more: what follows may be read. */
  #skipLine(start: number, problem: CsvProblem): readonly string[] | undefined {
    const end = this.#text.indexOf('\n', start);
    if (end === -1 && !this.#over) {
      // One line that is too long: only its beginning is kept, to be told.
      if (this.#text.length - start > 2 * this.#maxSize) {
        this.#text = this.#text.slice(start, start + this.#maxSize + 1);
        this.#at = 0;
      }
      return undefined;
    }
    this.#take(start, end === -1 ? this.#text.length : end + 1);
    return this.#fail(problem);
  }

  #take(start: number, end: number): void {
    this.line = this.#nextLine;
    this.size = end - start;
    this.#at = Math.min(end, this.#text.length);
    for (
      let at = this.#text.indexOf('\n', start);
      at !== -1 && at < end;
      at = this.#text.indexOf('\n', at + 1)
    )
      this.#nextLine++;
  }

  #fail(problem: CsvProblem): readonly string[] {
    this.problem = problem;
    return NOTHING;
  }
}
