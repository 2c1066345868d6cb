import { Buffer } from 'node:buffer';
import { digitsEnd, hexAt, numberAt, startsWith, stringEnd } from './bytesAt.js';
import { markOf } from './DoneRows.js';
import { parseRow, type RowReader } from './RowReader.js';

const SEQ = Buffer.from('{"seq":');
const PART = Buffer.from(',"part":');
const ID = Buffer.from(',"id":"');
const STATUS = Buffer.from(',"status":"');
const OK = Buffer.from('ok"');
const ERROR = Buffer.from('error"');
const HASH = Buffer.from(',"prompt_hash":"');
const HASH_LENGTH = 16;
/** `,"prompt_hash":"0123456789abcdef"}` */
const TAIL = HASH.length + HASH_LENGTH + 2;

const QUOTE = 34;
const CLOSING_BRACE = 125;

/**
 * Reads flat rows. As we write them it takes some 100 ns, however long the answer is: position, id and status stand
 * at the beginning, the hash mostly at the very end. A row that somebody else has written anew is parsed.
 */
export class FlatRowReader implements RowReader {
  seq = -1;
  part: number | undefined;
  mark = 0;
  failed = false;

  read(bytes: Buffer, start: number, end: number): boolean {
    return this.#readOurs(bytes, start, end) || this.#readAny(bytes, start, end);
  }

  #readOurs(bytes: Buffer, start: number, end: number): boolean {
    if (bytes[end - 1] !== CLOSING_BRACE || !startsWith(bytes, start, SEQ)) return false;
    const afterSeq = digitsEnd(bytes, start + SEQ.length);
    const seq = numberAt(bytes, start + SEQ.length, afterSeq);
    const divided = startsWith(bytes, afterSeq, PART);
    const afterPart = divided ? digitsEnd(bytes, afterSeq + PART.length) : afterSeq;
    const part = divided ? numberAt(bytes, afterSeq + PART.length, afterPart) : undefined;
    if (Number.isNaN(seq) || Number.isNaN(part) || !startsWith(bytes, afterPart, ID)) return false;
    const afterId = stringEnd(bytes, afterPart + ID.length, end);
    if (!startsWith(bytes, afterId, STATUS)) return false;
    const status = afterId + STATUS.length;
    const failed = !startsWith(bytes, status, OK);
    if (failed && !startsWith(bytes, status, ERROR)) return false;
    const mark = hexAt(bytes, this.#hashAt(bytes, status, end));
    if (mark === undefined) return false;
    this.seq = seq;
    this.part = part;
    this.mark = mark || 1;
    this.failed = failed;
    return true;
  }

  /** Where the hash begins; -1 when there is none. */
  #hashAt(bytes: Buffer, from: number, end: number): number {
    const last = end - TAIL;
    // No text of an answer can look like it: in a string its quotes would have backslashes before them.
    if (last > from && startsWith(bytes, last, HASH) && bytes[end - 2] === QUOTE) return last + HASH.length;
    const found = bytes.subarray(from, end).indexOf(HASH);
    const at = from + found + HASH.length;
    return found !== -1 && at + HASH_LENGTH < end && bytes[at + HASH_LENGTH] === QUOTE ? at : -1;
  }

  #readAny(bytes: Buffer, start: number, end: number): boolean {
    const row = parseRow(bytes.toString('utf8', start, end), (fields) => fields);
    if (row === undefined) return false;
    this.seq = row.seq;
    this.part = row.part;
    this.mark = markOf(row.promptHash);
    this.failed = row.status === 'error';
    return true;
  }
}
