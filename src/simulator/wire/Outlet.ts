import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Writable } from 'node:stream';
import type { ReadyAnswer } from '../ReadyAnswer.js';
import type { SimulatorFaults } from '../SimulatorFaults.js';
import { acceptedEncoding, compressing, compressWhole } from './compression.js';
import { eventStream, type ResponseHeaders } from './ResponseHeaders.js';

const noBytes = Buffer.alloc(0);

/** How the bytes of an answer are cut into writes. */
export type Cut = 'none' | 'drip' | 'splitUtf8';

/** The wire of one answer of status 200: its head with the first byte, and the bytes as its cut wants them. */
export class Outlet {
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #headers: ResponseHeaders;
  readonly #extra: readonly string[];
  readonly #answer: ReadyAnswer;
  readonly #faults: SimulatorFaults;
  readonly #cut: Cut;
  #sink: Writable | null = null;
  #drops: Buffer = noBytes;
  #timer: NodeJS.Timeout | null = null;
  #ending = false;

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    headers: ResponseHeaders,
    extra: readonly string[],
    answer: ReadyAnswer,
    faults: SimulatorFaults,
    cut: Cut,
  ) {
    this.#request = request;
    this.#response = response;
    this.#headers = headers;
    this.#extra = extra;
    this.#answer = answer;
    this.#faults = faults;
    this.#cut = cut;
  }

  /** The whole answer in one write, if nothing cuts it. */
  sendAll(text: string): void {
    if (this.#cut !== 'none') {
      this.write(text);
      this.end();
      return;
    }
    const { httpVersion } = this.#request;
    const response = this.#response;
    const compression = acceptedEncoding(this.#request, this.#faults.compression);
    response.writeHead(200, this.#head(compression));
    if (compression !== 'none') {
      response.end(compressWhole(compression, text));
    } else if (text === '' || httpVersion !== '1.1') {
      response.end(text);
    } else {
      // The chunk is framed here, so that head and body leave in one write: a third of Node's cost for it.
      response.chunkedEncoding = false;
      const bytes = Buffer.byteLength(text);
      const encoding = bytes === text.length ? 'latin1' : 'utf8';
      response.end(`${bytes.toString(16)}\r\n${text}\r\n0\r\n\r\n`, encoding);
    }
  }

  write(text: string): void {
    const sink = this.open();
    if (this.#cut === 'none') {
      sink.write(text);
    } else if (this.#cut === 'splitUtf8') {
      for (const part of cutInsideCharacters(Buffer.from(text))) sink.write(part);
    } else {
      this.#drops = Buffer.concat([this.#drops, Buffer.from(text)]);
      if (this.#timer === null) this.#drip();
    }
  }

  end(): void {
    this.open();
    this.#ending = true;
    if (this.#timer === null) this.#sink?.end();
  }

  /** Sends the head, at the latest. */
  open(): Writable {
    if (this.#sink !== null) return this.#sink;
    const encoding = acceptedEncoding(this.#request, this.#faults.compression);
    this.#response.writeHead(200, this.#head(encoding));
    this.#sink = encoding === 'none' ? this.#response : compressing(encoding, this.#response);
    return this.#sink;
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  readonly #drip = (): void => {
    this.#timer = null;
    const { dripBytes, dripMs } = this.#faults;
    const drop = this.#drops.subarray(0, dripBytes);
    this.#drops = this.#drops.subarray(dripBytes);
    if (drop.length > 0) this.#sink?.write(drop);
    if (this.#drops.length > 0) this.#timer = setTimeout(this.#drip, dripMs);
    else if (this.#ending) this.#sink?.end();
  };

  #head(encoding: string): string[] {
    const { contentType, stream } = this.#answer;
    const list = this.#headers.build({
      status: 200,
      contentType: contentType ?? (stream ? eventStream : 'application/json'),
      contentLength: null,
      keepAlive: this.#response.shouldKeepAlive,
      httpVersion: this.#request.httpVersion,
    });
    if (encoding !== 'none') list.push('Content-Encoding', encoding);
    if (this.#extra.length > 0) list.push(...this.#extra);
    return list;
  }
}

/** After the first byte of every character that has more. */
function cutInsideCharacters(bytes: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  let from = 0;
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at]! < 0xc0) continue;
    parts.push(bytes.subarray(from, at + 1));
    from = at + 1;
  }
  parts.push(bytes.subarray(from));
  return parts;
}
