import type { Buffer } from 'node:buffer';
import type { DoneRows } from '../engine/journal/DoneRows.js';
import type { RowReader } from '../engine/journal/RowReader.js';
import { eachLine, type LineVisitor } from './eachLine.js';

/** What a file of rows was found to be. */
export interface RowScan {
  /** Bytes up to the end of the last row that is whole. */
  readonly bytes: number;
  /** Lines before that which are no rows, or rows of a position that has one already. */
  readonly broken: number;
  /** Where the first of them begins; -1 when there is none. */
  readonly firstBroken: number;
  /** Bytes up to the end of the last line that is whole, be it a row or not. */
  readonly lines: number;
}

/** Notes in `done` every row of a file, as fast as the disk gives them: nothing is parsed. */
export async function scanRows(path: string, reader: RowReader, done: DoneRows): Promise<RowScan> {
  const scan = new RowVisitor(reader, done);
  scan.lines = await eachLine(path, scan);
  return scan;
}

class RowVisitor implements LineVisitor, RowScan {
  bytes = 0;
  broken = 0;
  firstBroken = -1;
  lines = 0;
  readonly #reader: RowReader;
  readonly #done: DoneRows;
  #hasZeros = false;
  #brokenSince = 0;
  #since = -1;

  constructor(reader: RowReader, done: DoneRows) {
    this.#reader = reader;
    this.#done = done;
  }

  chunk(bytes: Buffer, start: number, end: number): void {
    // A power cut leaves zeros where data had not reached the disk; JSON has none.
    this.#hasZeros = bytes.subarray(start, end).includes(0);
  }

  line(bytes: Buffer, start: number, end: number, offset: number): void {
    const reader = this.#reader;
    const whole =
      !(this.#hasZeros && bytes.subarray(start, end).includes(0)) && reader.read(bytes, start, end);
    if (!whole || !this.#done.add(reader.seq, reader.mark, reader.failed, reader.part)) {
      if (this.#brokenSince++ === 0) this.#since = offset;
      return;
    }
    // Broken lines count only once a whole row has followed them: those at the end are the torn tail.
    if (this.#brokenSince > 0) {
      if (this.broken === 0) this.firstBroken = this.#since;
      this.broken += this.#brokenSince;
      this.#brokenSince = 0;
    }
    this.bytes = offset + end + 1 - start;
  }
}
