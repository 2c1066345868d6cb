import type { Buffer } from 'node:buffer';
import { markOf } from './DoneRows.js';
import { parseRow, type RowReader } from './RowReader.js';

/**
 * Reads rows of the parts of a document, or of the arms of an experiment, which share the position of their prompt: each row
 * has the place that it stands at. They are few enough to be parsed.
 */
export class PartRowReader implements RowReader {
  seq = -1;
  /** Its place is its position. */
  readonly part = undefined;
  mark = 0;
  failed = false;

  read(bytes: Buffer, start: number, end: number): boolean {
    const row = parseRow(bytes.toString('utf8', start, end), (fields) => fields);
    if (row === undefined) return false;
    this.seq++;
    this.mark = markOf(row.promptHash);
    this.failed = row.status === 'error';
    return true;
  }
}
