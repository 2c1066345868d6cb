import type { IncomingMessage, ServerResponse } from 'node:http';
import { isBroke } from './accountBalance.js';
import { composeReply, type Reply } from './composeReply.js';
import { Delivery } from './Delivery.js';
import {
  badGateway,
  bodyTooLarge,
  type ErrorReply,
  insufficientBalance,
  overloaded,
  rateLimitReached,
  serverError,
  tooManyInFlight,
  wrongContentType,
} from './ErrorReply.js';
import type { RequestOutcome } from './RequestRecord.js';
import { asOfThen } from './requests/asOfThen.js';
import { type RequestRules, readChatRequest } from './requests/readChatRequest.js';
import { readPromptRequest } from './requests/readPromptRequest.js';
import type { Mishap } from './SimulatorFaults.js';
import type { SimulatorState } from './SimulatorState.js';
import { settleRequest } from './settleRequest.js';

const maxBodyBytes = 48 * 1_024 * 1_024;

const refusals: Partial<Record<Mishap, ErrorReply>> = {
  status429: rateLimitReached,
  status500: serverError,
  status502: badGateway,
  status503: overloaded,
};

/** One request from its head to the last byte of its answer. */
export class Exchange {
  readonly #state: SimulatorState;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #path: string;
  readonly #severed: number;
  readonly #arrivedAt: number;
  readonly #startedAt = performance.now();
  #broken: 'close' | 'reset' | null = null;
  #holdsPermit = false;
  #mishap: Mishap | null = null;
  #status: number | null = null;
  #sent: Reply | null = null;
  #delivery: Delivery | null = null;

  constructor(state: SimulatorState, request: IncomingMessage, response: ServerResponse, path: string) {
    this.#state = state;
    this.#request = request;
    this.#response = response;
    this.#path = path;
    this.#severed = state.severed;
    this.#arrivedAt = state.clock.now();
    state.counts.begin();
    state.wear.begin(request.socket);
    response.on('close', this.#close);
  }

  /** Answers at once, whatever the body. */
  reply(reply: ErrorReply): void {
    const { headers, counts, faults } = this.#state;
    const { status, contentType, body } = reply;
    const response = this.#response;
    this.#status = status;
    counts.answer(this.#path, status);
    const contentLength = Buffer.byteLength(body);
    const list = headers.build({ status, contentType, contentLength, keepAlive: response.shouldKeepAlive });
    if ((status === 429 || status === 503) && faults.retryAfterSeconds !== null) {
      list.push(...retryAfter(faults.retryAfterSeconds, faults.retryAfterForm));
    }
    response.writeHead(status, list);
    response.end(body);
  }

  /** Reads the body of a request for an answer, then answers it or refuses. */
  answer(kind: 'chat' | 'prompt'): void {
    const state = this.#state;
    const { maxInFlight } = state.faults;
    const request = this.#request;
    let refusal: ErrorReply | null = null;
    if (maxInFlight !== null && state.admitted >= maxInFlight) {
      refusal = tooManyInFlight(state.admitted + 1, maxInFlight);
    } else {
      state.admitted++;
      this.#holdsPermit = true;
      if (!isJson(request.headers['content-type'])) refusal = wrongContentType;
    }

    let first: Buffer | null = null;
    let rest: Buffer[] | null = null;
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBodyBytes) {
        refusal ??= bodyTooLarge;
        first = null;
        rest = null;
      } else if (first === null) first = chunk;
      else if (rest === null) rest = [first, chunk];
      else rest.push(chunk);
    });
    request.on('end', () => {
      if (refusal !== null) {
        this.reply(refusal);
        return;
      }
      const body = rest !== null ? Buffer.concat(rest) : first;
      this.#answerBody(kind, body === null ? '' : body.toString());
    });
  }

  #answerBody(kind: 'chat' | 'prompt', body: string): void {
    const state = this.#state;
    const mishap = drawMishap(state);
    this.#mishap = mishap;
    const refusal = mishap === null ? undefined : refusals[mishap];
    if (refusal !== undefined) {
      this.reply(refusal);
      return;
    }
    if (mishap === 'resetBeforeAnswer') {
      this.#breakOff('reset');
      return;
    }

    const asked = kind === 'chat' ? readChatRequest(body, this.#rules()) : readPromptRequest(body);
    if (!('kind' in asked)) {
      this.reply(asOfThen(asked, state.clock.now()));
      return;
    }
    if (isBroke(state)) {
      this.reply(insufficientBalance);
      return;
    }

    const reply = composeReply(kind, asked, state);
    this.#sent = reply;
    this.#status = 200;
    state.counts.answer(this.#path, 200);
    this.#delivery = new Delivery(state, this.#request, this.#response, reply, mishap, (how) =>
      this.#breakOff(how),
    );
    this.#delivery.run();
  }

  #rules(): RequestRules {
    const { models, options } = this.#state;
    const { promptWithoutJson } = options;
    return { models, promptWithoutJson, beta: this.#path.startsWith('/beta/') };
  }

  #breakOff(how: 'close' | 'reset'): void {
    this.#broken = how;
    this.#state.counts.now.brokenBySimulator++;
    const { socket } = this.#request;
    if (how === 'reset') socket.resetAndDestroy();
    else socket.destroy();
  }

  readonly #close = (): void => {
    const { counts, faults, wear } = this.#state;
    counts.now.inFlight--;
    if (this.#holdsPermit) this.#state.admitted--;
    this.#delivery?.stop();
    const outcome = this.#outcome();
    if (outcome === 'cancelled') counts.now.cancelledByClient++;
    else if (outcome === 'broken' && this.#broken === null) counts.now.brokenBySimulator++;
    if (this.#response.writableFinished) wear.end(this.#request.socket, faults);
    settleRequest(this.#state, {
      path: this.#path,
      arrivedAt: this.#arrivedAt,
      tookMs: performance.now() - this.#startedAt,
      status: this.#status,
      outcome,
      mishap: this.#mishap,
      reply: this.#sent,
      sentPieces: this.#delivery?.sentPieces ?? 0,
      waitedTooLong: this.#broken === 'close',
    });
  };

  #outcome(): RequestOutcome {
    if (this.#response.writableFinished) return this.#status === 200 ? 'answered' : 'refused';
    return this.#broken !== null || this.#state.severed !== this.#severed ? 'broken' : 'cancelled';
  }
}

function drawMishap(state: SimulatorState): Mishap | null {
  if (state.mishaps.length === 0) return null;
  const drawn = state.random.share();
  for (const [upTo, mishap] of state.mishaps) if (drawn < upTo) return mishap;
  return null;
}

function isJson(contentType: string | undefined): boolean {
  if (contentType === 'application/json') return true;
  return contentType !== undefined && /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(contentType);
}

function retryAfter(seconds: number, form: 'seconds' | 'date' | 'ms'): [string, string] {
  if (form === 'ms') return ['retry-after-ms', String(Math.round(seconds * 1_000))];
  if (form === 'seconds') return ['Retry-After', String(seconds)];
  return ['Retry-After', new Date(Date.now() + seconds * 1_000).toUTCString()];
}
