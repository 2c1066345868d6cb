import type { SeededRandom } from '../SeededRandom.js';
import type { SimulatorClock } from '../SimulatorClock.js';

/** What differs in the head of a response. */
export interface ResponseHead {
  readonly contentType: string | null;
  /** Null: chunked. */
  readonly contentLength: number | null;
  readonly keepAlive: boolean;
  readonly status: number;
  /** As Node says it; HTTP/2 and HTTP/1.0 know no chunks, and HTTP/2 no `Connection`. */
  readonly httpVersion: string;
}

/** Builds the recorded header set, in its order, as Node's flat list of names and values. */
export class ResponseHeaders {
  readonly #random: SeededRandom;
  readonly #clock: SimulatorClock;
  readonly #via: string;
  readonly #cloudFrontId: string;
  #second = 0;
  #date = '';

  constructor(random: SeededRandom, clock: SimulatorClock) {
    this.#random = random;
    this.#clock = clock;
    this.#via = `1.1 ${random.hex8()}${random.hex8()}${random.hex8()}${random.hex8()}.cloudfront.net (CloudFront)`;
    this.#cloudFrontId = `${Buffer.from(random.uuid() + random.hex8()).toString('base64url')}==`;
  }

  /** Unix seconds, the same as the `Date` of a response built now. */
  second(): number {
    const second = Math.floor(this.#clock.now() / 1_000);
    if (second !== this.#second) {
      this.#second = second;
      this.#date = new Date(second * 1_000).toUTCString();
    }
    return second;
  }

  build(head: ResponseHead): string[] {
    this.second();
    const list: string[] = [];
    if (head.contentType !== null) list.push('Content-Type', head.contentType);
    if (head.contentType === eventStream) list.push('Cache-Control', 'no-cache');
    if (head.contentLength !== null) list.push('Content-Length', String(head.contentLength));
    else if (head.httpVersion === '1.1') list.push('Transfer-Encoding', 'chunked');
    if (head.httpVersion !== '2.0') list.push('Connection', head.keepAlive ? 'keep-alive' : 'close');
    list.push(
      'Date',
      this.#date,
      'Server',
      'elb',
      'Vary',
      'origin, access-control-request-method, access-control-request-headers',
      'Access-Control-Allow-Credentials',
      'true',
      'X-Ds-Trace-Id',
      this.#random.hex8() + this.#random.hex8() + this.#random.hex8() + this.#random.hex8(),
      'Strict-Transport-Security',
      'max-age=31536000; includeSubDomains; preload',
      'X-Content-Type-Options',
      'nosniff',
      'X-Cache',
      head.status < 400 ? 'Miss from cloudfront' : 'Error from cloudfront',
      'Via',
      this.#via,
      'X-Amz-Cf-Pop',
      'TXL50-P3',
      'X-Amz-Cf-Id',
      this.#cloudFrontId,
    );
    return list;
  }
}

export const eventStream = 'text/event-stream; charset=utf-8';
