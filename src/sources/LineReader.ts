import { Buffer, isAscii, isUtf8 } from 'node:buffer';

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const NOTHING = Buffer.alloc(0);
/** A buffer that grew beyond this for one long line is given back after it. */
const KEEP_BYTES = 1024 * 1024;

/** With these bytes white space beyond ASCII begins, and much else: the further bytes decide. */
const MAY_BE_WHITE: ReadonlySet<number> = new Set([0xc2, 0xe1, 0xe2, 0xe3, 0xef]);

/** Why a line could not be read. */
export type LineProblem = 'too long' | 'not UTF-8';

/**
 * Cuts chunks of bytes into lines, one at a time. Every line is copied out of its chunk, because a slice would
 * keep the whole chunk in memory for as long as one slow prompt lives.
 */
export class LineReader {
  /** Number of the line read last, from 1, blank ones counted. */
  line = 0;
  /** Bytes of the line read last, its end included. */
  bytes = 0;
  /** What is wrong with the line read last; its text is then empty. */
  problem: LineProblem | undefined;

  readonly #maxLineBytes: number;
  #chunk: Buffer = NOTHING;
  #position = 0;
  #ascii = true;
  #carry: Buffer = NOTHING;
  #carried = 0;
  #tooLong = false;

  constructor(maxLineBytes: number) {
    this.#maxLineBytes = maxLineBytes;
  }

  /** Takes the next chunk, after `next` returned nothing. */
  push(chunk: Uint8Array | string): void {
    this.#chunk =
      typeof chunk === 'string'
        ? Buffer.from(chunk)
        : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    this.#position = 0;
    this.#ascii = isAscii(this.#chunk);
  }

  /** Whether the chunk has not been read to its end. */
  get hasMore(): boolean {
    return this.#position < this.#chunk.length;
  }

  /** The next line that is not blank, without its end; `undefined` when the chunk holds no further whole line. */
  next(): string | undefined {
    const chunk = this.#chunk;
    for (;;) {
      const start = this.#position;
      const end = start < chunk.length ? chunk.indexOf(LINE_FEED, start) : -1;
      if (end === -1) {
        this.#stash(chunk.subarray(start));
        this.#chunk = NOTHING;
        this.#position = 0;
        return undefined;
      }
      this.#position = end + 1;
      const text =
        this.#carried > 0 || this.#tooLong ? this.#join(chunk, end) : this.#read(chunk, start, end);
      if (text !== '' || this.problem !== undefined) return text;
    }
  }

  /** Passes over the next line, whatever is in it; false when a look at its first byte does not tell that it is one. */
  pass(): boolean {
    const start = this.#position;
    if (this.#carried > 0 || this.#tooLong || this.line === 0) return false;
    const first = this.#chunk[start] as number;
    if (!(first > 32) || (first > 127 && MAY_BE_WHITE.has(first))) return false;
    const end = this.#chunk.indexOf(LINE_FEED, start);
    if (end === -1) return false;
    this.#position = end + 1;
    this.line++;
    return true;
  }

  /** What stands after the last line end, once the input is over. */
  last(): string | undefined {
    if (this.#carried === 0 && !this.#tooLong) return undefined;
    const text = this.#join(NOTHING, 0);
    return text !== '' || this.problem !== undefined ? text : undefined;
  }

  /** The text from `start` to `end`; empty when it is blank or has a problem. */
  #read(bytes: Buffer, start: number, end: number, ascii = this.#ascii): string {
    this.line++;
    this.bytes = end - start + 1;
    this.problem = undefined;
    const stop = end > start && bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
    if (stop === start) return '';
    if (stop - start > this.#maxLineBytes) return this.#fail('too long');
    let text = ascii ? bytes.toString('latin1', start, stop) : bytes.toString('utf8', start, stop);
    if (!ascii) {
      // Only a replacement character can stand for a broken one, so most lines need no second look.
      if (text.includes('\uFFFD') && !isUtf8(bytes.subarray(start, stop))) return this.#fail('not UTF-8');
      if (this.line === 1 && text.charCodeAt(0) === 0xfeff) text = text.slice(1);
    }
    const first = text.charCodeAt(0);
    return (first > 32 && first < 128) || text.trim() !== '' ? text : '';
  }

  #fail(problem: LineProblem): string {
    this.problem = problem;
    return '';
  }

  /** The line that began in an earlier chunk and ends at `end` of this one. */
  #join(chunk: Buffer, end: number): string {
    this.#stash(chunk.subarray(0, end));
    const carry = this.#carry;
    const length = this.#carried;
    this.#carried = 0;
    if (carry.length > KEEP_BYTES) this.#carry = NOTHING;
    if (this.#tooLong) {
      this.#tooLong = false;
      this.line++;
      this.bytes = length + 1;
      return this.#fail('too long');
    }
    return this.#read(carry, 0, length, false);
  }

  #stash(rest: Buffer): void {
    if (rest.length === 0 || this.#tooLong) return;
    const needed = this.#carried + rest.length;
    // One more, for a carriage return that is not part of the line.
    if (needed > this.#maxLineBytes + 1) {
      this.#tooLong = true;
      this.#carry = NOTHING;
      this.#carried = 0;
      return;
    }
    if (needed > this.#carry.length) {
      // Doubled, so that a long line that comes byte by byte is not copied once for each byte.
      const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.#carry.length * 2, 1024));
      this.#carry.copy(grown, 0, 0, this.#carried);
      this.#carry = grown;
    }
    rest.copy(this.#carry, this.#carried);
    this.#carried = needed;
  }
}
