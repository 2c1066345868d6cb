import { Buffer } from 'node:buffer';
import { closeSync, openSync, readSync } from 'node:fs';
import type { LineWriter } from './LineWriter.js';

/** Of what is kept in memory, a quarter stands before the row that was asked for: the next one may be there. */
const WINDOW_BYTES = 1024 * 1024;
const LINE_FEED = 10;

/** The part of a file around the row that was asked for last. */
export class RowWindow {
  readonly #fd: number;
  #bytes = Buffer.allocUnsafeSlow(WINDOW_BYTES);
  #from = 0;
  #length = 0;

  constructor(path: string) {
    this.#fd = openSync(path, 'r');
  }

  /** Writes the line that begins at `offset`. */
  copy(offset: number, writer: LineWriter): void {
    let end = this.#endOf(offset);
    if (end === -1) {
      this.#load(Math.max(0, offset - WINDOW_BYTES / 4));
      for (end = this.#endOf(offset); end === -1; end = this.#endOf(offset)) this.#grow(offset);
    }
    writer.write(this.#bytes, offset - this.#from, end);
  }

  close(): void {
    closeSync(this.#fd);
  }

  /** Where the line end is in the window; -1 when the line is not all in it. */
  #endOf(offset: number): number {
    const start = offset - this.#from;
    if (start < 0 || start >= this.#length) return -1;
    const end = this.#bytes.indexOf(LINE_FEED, start);
    return end < this.#length ? end : -1;
  }

  #load(from: number): void {
    this.#from = from;
    this.#length = 0;
    while (this.#length < this.#bytes.length) {
      const room = this.#bytes.length - this.#length;
      const read = readSync(this.#fd, this.#bytes, this.#length, room, from + this.#length);
      if (read === 0) break;
      this.#length += read;
    }
  }

  /** For a line that is longer than the window. */
  #grow(offset: number): void {
    this.#bytes = Buffer.allocUnsafeSlow(2 * this.#bytes.length);
    this.#load(offset);
  }
}
