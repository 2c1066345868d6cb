import { answerTooLarge, decompress } from './decompress.js';
import { headerOf, type RawHeaders } from './headerOf.js';

/** No error page is worth reading further than this. */
const maxErrorBytes = 65_536;

/** An answer whose body is read whole. */
export class AnswerBody {
  readonly status: number;
  readonly headers: RawHeaders;
  private readonly maxBytes: number;
  // Nearly every answer comes in one piece.
  private first: Buffer | undefined;
  private rest: Buffer[] | undefined;
  private size = 0;

  constructor(status: number, headers: RawHeaders, maxAnswerBytes: number) {
    this.status = status;
    this.headers = headers;
    this.maxBytes = status < 300 ? maxAnswerBytes : Math.min(maxAnswerBytes, maxErrorBytes);
  }

  get isOk(): boolean {
    return this.status < 300;
  }

  /** Takes a piece. False once there are more bytes than are read; then of an error there are enough. */
  add(chunk: Buffer): boolean {
    this.size += chunk.length;
    if (this.size > this.maxBytes) return false;
    if (this.first === undefined) this.first = chunk;
    else if (this.rest === undefined) this.rest = [this.first, chunk];
    else this.rest.push(chunk);
    return true;
  }

  /** The body as text. Throws a `CallError` when it is too large, or packed in a way that cannot be read. */
  text(): string {
    if (this.size > this.maxBytes && this.isOk) throw answerTooLarge(this.maxBytes);
    const { first, rest } = this;
    if (first === undefined) return '';
    const body = rest === undefined ? first : Buffer.concat(rest);
    const encoding = headerOf(this.headers, 'content-encoding');
    if (encoding === undefined || encoding === 'identity' || encoding === '') return body.toString();
    return decompress(body, encoding.trim().toLowerCase(), this.maxBytes).toString();
  }
}
