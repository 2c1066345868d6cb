import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Writable } from 'node:stream';
import { acceptedEncoding, compressing, compressWhole } from './compression.js';
import { eventStream } from './ResponseHeaders.js';
import type { Mishap } from './SimulatorFaults.js';
import type { SimulatorState } from './SimulatorState.js';

/** An answer of status 200 that is ready to be sent. */
export interface ReadyAnswer {
  /** The body in the pieces that go out one after another: the events of a stream, or the whole. */
  readonly pieces: readonly string[];
  readonly stream: boolean;
  readonly completionTokens: number;
}

/** Sends one answer, in time and with its mishap. Everything stops when `stop` is called. */
export class Delivery {
  readonly #state: SimulatorState;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #answer: ReadyAnswer;
  readonly #mishap: Mishap | null;
  /** Breaks the connection off, on the simulator's account. */
  readonly #breakOff: (how: 'close' | 'reset') => void;
  readonly #start = performance.now();
  #firstAt: number;
  /** Whether the first token would come after `maxWaitMs`. */
  readonly #waitsTooLong: boolean;
  #perTokenMs: number;
  #sent = 0;
  #mishapAt: number;
  #outlet: Writable | null = null;
  #timer: NodeJS.Timeout | null = null;
  #nextKeepAlive: number;

  constructor(
    state: SimulatorState,
    request: IncomingMessage,
    response: ServerResponse,
    answer: ReadyAnswer,
    mishap: Mishap | null,
    breakOff: (how: 'close' | 'reset') => void,
  ) {
    this.#state = state;
    this.#request = request;
    this.#response = response;
    this.#mishap = mishap;
    this.#breakOff = breakOff;
    const { faults, random } = state;
    let firstMs = random.lognormal(faults.firstTokenMs, faults.firstTokenSigma);
    this.#perTokenMs = random.lognormal(faults.perTokenMs, faults.perTokenSigma);
    if (mishap === 'stallBeforeAnswer') firstMs += faults.stallMs ?? Number.POSITIVE_INFINITY;
    this.#waitsTooLong = firstMs > faults.maxWaitMs;
    // A whole answer is there when its last token is.
    if (!answer.stream) firstMs += this.#perTokenMs * answer.completionTokens;
    this.#firstAt = this.#start + firstMs;
    this.#nextKeepAlive =
      faults.keepAliveIntervalMs > 0 ? this.#start + faults.keepAliveIntervalMs : Number.POSITIVE_INFINITY;
    const [answered, mishapAt] = applyMishap(answer, mishap);
    this.#answer = answered;
    this.#mishapAt = mishapAt;
  }

  /** Sends at once what is due, and plans the rest. */
  run(): void {
    const atOnce =
      this.#firstAt <= this.#start && this.#mishapAt === Number.POSITIVE_INFINITY && this.#perTokenMs === 0;
    if (atOnce) this.#sendAll();
    else this.#step();
  }

  /** How many pieces have gone out. */
  get sentPieces(): number {
    return this.#sent;
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #contentType(): string {
    return this.#answer.stream ? eventStream : 'application/json';
  }

  #head(encoding: string): string[] {
    const { shouldKeepAlive } = this.#response;
    const contentType = this.#contentType();
    const list = this.#state.headers.build({
      status: 200,
      contentType,
      contentLength: null,
      keepAlive: shouldKeepAlive,
    });
    if (encoding !== 'none') list.push('Content-Encoding', encoding);
    return list;
  }

  #sendAll(): void {
    const response = this.#response;
    const { pieces } = this.#answer;
    const text = pieces.length === 1 ? pieces[0]! : pieces.join('');
    const compression = acceptedEncoding(this.#request, this.#state.faults.compression);
    response.writeHead(200, this.#head(compression));
    if (compression !== 'none') {
      response.end(compressWhole(compression, text));
    } else if (text === '' || this.#request.httpVersionMinor === 0) {
      response.end(text);
    } else {
      // The chunk is framed here, so that head and body leave in one write: a third of Node's cost for it.
      response.chunkedEncoding = false;
      const bytes = Buffer.byteLength(text);
      const encoding = bytes === text.length ? 'latin1' : 'utf8';
      response.end(`${bytes.toString(16)}\r\n${text}\r\n0\r\n\r\n`, encoding);
    }
  }

  #open(): Writable {
    if (this.#outlet !== null) return this.#outlet;
    const encoding = acceptedEncoding(this.#request, this.#state.faults.compression);
    this.#response.writeHead(200, this.#head(encoding));
    this.#outlet = encoding === 'none' ? this.#response : compressing(encoding, this.#response);
    return this.#outlet;
  }

  readonly #step = (): void => {
    this.#timer = null;
    const now = performance.now();
    const { pieces } = this.#answer;
    if (now < this.#firstAt) {
      this.#wait(now);
      return;
    }

    let due = pieces.length;
    if (this.#perTokenMs > 0 && pieces.length > 1) {
      // The role leaves with the first token, the finish and the end with the last.
      due = Math.min(due, Math.floor((now - this.#firstAt) / this.#perTokenMs) + 2);
      if (due >= pieces.length - 2) due = pieces.length;
    }
    const upTo = Math.min(due, this.#mishapAt);
    if (upTo > this.#sent) {
      this.#open().write(pieces.slice(this.#sent, upTo).join(''));
      this.#sent = upTo;
    }
    if (this.#sent === this.#mishapAt) {
      this.#meetMishap();
      return;
    }
    if (this.#sent === pieces.length) {
      this.#open().end();
      return;
    }
    this.#plan(this.#firstAt + (this.#sent - 1) * this.#perTokenMs - now);
  };

  #wait(now: number): void {
    const { maxWaitMs, keepAliveIntervalMs } = this.#state.faults;
    const lastAt = this.#waitsTooLong ? this.#start + maxWaitMs : Number.POSITIVE_INFINITY;
    if (now >= lastAt) {
      this.#breakOff('close');
      return;
    }
    if (now >= this.#nextKeepAlive) {
      this.#open().write(this.#answer.stream ? ': keep-alive\n\n' : '\n');
      this.#nextKeepAlive = now + keepAliveIntervalMs;
    }
    this.#plan(Math.min(this.#firstAt, this.#nextKeepAlive, lastAt) - now);
  }

  #plan(ms: number): void {
    this.#timer = setTimeout(this.#step, Math.min(Math.max(1, Math.ceil(ms)), 2_147_483_647));
  }

  #meetMishap(): void {
    this.#mishapAt = Number.POSITIVE_INFINITY;
    if (this.#mishap === 'cutStream') {
      this.#open().end();
    } else if (this.#mishap === 'stallMidAnswer') {
      const { stallMs } = this.#state.faults;
      if (stallMs === null) return;
      this.#firstAt += stallMs;
      this.#plan(stallMs);
    } else {
      // The bytes must be with the system before the reset overtakes them.
      this.#open();
      this.#timer = setTimeout(() => this.#breakOff('reset'), 5);
    }
  }
}

/** The answer as the mishap leaves it, and the number of pieces after which it strikes. */
function applyMishap(answer: ReadyAnswer, mishap: Mishap | null): [ReadyAnswer, number] {
  const never = Number.POSITIVE_INFINITY;
  if (mishap === null || mishap === 'stallBeforeAnswer') return [answer, never];
  if (mishap === 'emptyAnswer') return [{ ...answer, pieces: [''] }, never];
  if (mishap === 'blankAnswer') {
    return [{ ...answer, pieces: [(answer.stream ? ': keep-alive\n\n' : '\n').repeat(3)] }, never];
  }
  if (!answer.stream) {
    if (mishap === 'cutStream') return [answer, never];
    const whole = answer.pieces.join('');
    const half = whole.length >> 1;
    return [{ ...answer, pieces: [whole.slice(0, half), whole.slice(half)] }, 1];
  }
  return [answer, Math.max(1, answer.pieces.length >> 1)];
}
