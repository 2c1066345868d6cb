import { Buffer } from 'node:buffer';
import { digitsEnd, hexAt, numberAt, startsWith, stringEnd } from './bytesAt.js';
import { markOf } from './DoneRows.js';
import { parseRow, type RowReader } from './RowReader.js';

const ID = Buffer.from('{"id":"');
const CUSTOM_ID = Buffer.from(',"custom_id":"');
const SEQ = Buffer.from(',"meta":{"seq":');
const OK = Buffer.from(',"status":"ok","prompt_hash":"');
const ERROR = Buffer.from(',"status":"error","prompt_hash":"');
const PART = Buffer.from(',"part":');
const HASH_LENGTH = 16;
const QUOTE = 34;
const END = Buffer.from(',"error":null}');
const END_OF_ERROR = Buffer.from('"}}');

/** Reads rows in the form of batch outputs, by what stands in their `meta`; one that was written anew is parsed. */
export class BatchRowReader implements RowReader {
  seq = -1;
  part: number | undefined;
  mark = 0;
  failed = false;

  read(bytes: Buffer, start: number, end: number): boolean {
    return this.#readOurs(bytes, start, end) || this.#readAny(bytes, start, end);
  }

  #readOurs(bytes: Buffer, start: number, end: number): boolean {
    if (!startsWith(bytes, start, ID)) return false;
    const afterId = stringEnd(bytes, start + ID.length, end);
    if (!startsWith(bytes, afterId, CUSTOM_ID)) return false;
    const afterName = stringEnd(bytes, afterId + CUSTOM_ID.length, end);
    if (!startsWith(bytes, afterName, SEQ)) return false;
    const afterSeq = digitsEnd(bytes, afterName + SEQ.length);
    const seq = numberAt(bytes, afterName + SEQ.length, afterSeq);
    const failed = startsWith(bytes, afterSeq, ERROR);
    if (Number.isNaN(seq) || !(failed || startsWith(bytes, afterSeq, OK))) return false;
    const isWhole = startsWith(bytes, end - END.length, END);
    if (!isWhole && !(failed && startsWith(bytes, end - END_OF_ERROR.length, END_OF_ERROR))) return false;
    const hash = afterSeq + (failed ? ERROR.length : OK.length);
    const mark = hexAt(bytes, hash);
    if (mark === undefined || bytes[hash + HASH_LENGTH] !== QUOTE) return false;
    const afterHash = hash + HASH_LENGTH + 1;
    const number = startsWith(bytes, afterHash, PART) ? afterHash + PART.length : -1;
    const part = number === -1 ? undefined : numberAt(bytes, number, digitsEnd(bytes, number));
    if (Number.isNaN(part)) return false;
    this.seq = seq;
    this.part = part;
    this.mark = mark || 1;
    this.failed = failed;
    return true;
  }

  #readAny(bytes: Buffer, start: number, end: number): boolean {
    const row = parseRow(bytes.toString('utf8', start, end), ({ meta }) => meta);
    if (row === undefined) return false;
    this.seq = row.seq;
    this.part = row.part;
    this.mark = markOf(row.promptHash);
    this.failed = row.status === 'error';
    return true;
  }
}
