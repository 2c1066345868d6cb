import { Buffer } from 'node:buffer';
import { markOf } from './DoneRows.js';
import { hexAt } from './hexAt.js';
import { parseRow, type RowReader } from './RowReader.js';

const SEQ = Buffer.from('{"seq":');
const ID = Buffer.from(',"id":"');
const STATUS = Buffer.from(',"status":"');
const OK = Buffer.from('ok"');
const ERROR = Buffer.from('error"');
const HASH = Buffer.from(',"prompt_hash":"');
const HASH_LENGTH = 16;
/** `,"prompt_hash":"0123456789abcdef"}` */
const TAIL = HASH.length + HASH_LENGTH + 2;

const QUOTE = 34;
const ZERO = 48;
const BACKSLASH = 92;
const CLOSING_BRACE = 125;

/**
 * Reads flat rows. As we write them it takes some 100 ns, however long the answer is: position, id and status stand
 * at the beginning, the hash mostly at the very end. A row that somebody else has written anew is parsed.
 */
export class FlatRowReader implements RowReader {
  seq = -1;
  mark = 0;
  failed = false;

  read(bytes: Buffer, start: number, end: number): boolean {
    return this.#readOurs(bytes, start, end) || this.#readAny(bytes, start, end);
  }

  #readOurs(bytes: Buffer, start: number, end: number): boolean {
    if (end - start < TAIL + SEQ.length || bytes[end - 1] !== CLOSING_BRACE) return false;
    if (!startsWith(bytes, start, SEQ)) return false;
    let at = start + SEQ.length;
    let seq = 0;
    for (; (bytes[at] as number) >= ZERO && (bytes[at] as number) < ZERO + 10; at++)
      seq = seq * 10 + (bytes[at] as number) - ZERO;
    if (at === start + SEQ.length || seq > Number.MAX_SAFE_INTEGER) return false;
    if (!startsWith(bytes, at, ID)) return false;
    for (at += ID.length; bytes[at] !== QUOTE; at++) {
      if (at >= end) return false;
      if (bytes[at] === BACKSLASH) at++;
    }
    if (!startsWith(bytes, ++at, STATUS)) return false;
    at += STATUS.length;
    const failed = !startsWith(bytes, at, OK);
    if (failed && !startsWith(bytes, at, ERROR)) return false;
    const mark = hexAt(bytes, this.#hashAt(bytes, at, end));
    if (mark === undefined) return false;
    this.seq = seq;
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
    this.mark = markOf(row.promptHash);
    this.failed = row.status === 'error';
    return true;
  }
}

function startsWith(bytes: Buffer, at: number, word: Buffer): boolean {
  for (let index = 0; index < word.length; index++) {
    if (bytes[at + index] !== word[index]) return false;
  }
  return true;
}
