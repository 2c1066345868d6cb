import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ServerHttp2Stream } from 'node:http2';
import { composeReply, type Reply } from './answers/composeReply.js';
import { isBroke } from './billing/accountBalance.js';
import type { RequestOutcome } from './billing/RequestRecord.js';
import { settleRequest } from './billing/settleRequest.js';
import { readContext } from './context/readContext.js';
import {
  bodyTooLarge,
  type ErrorReply,
  insufficientBalance,
  overloaded,
  rateLimitReached,
  wrongContentType,
} from './ErrorReply.js';
import { admitInFlight } from './faults/admitInFlight.js';
import type { Gates } from './faults/Layer.js';
import type { Mishap } from './faults/mishaps.js';
import type { Regime } from './faults/Regime.js';
import { rateLimitHeaders } from './faults/rateLimitHeaders.js';
import { retryAfterHeaders } from './faults/retryAfterHeaders.js';
import { shapeAnswer } from './faults/shapeAnswer.js';
import { nginxBusy, statusReply } from './faults/statusReply.js';
import type { ChatRequest, RequestRules } from './requests/readChatRequest.js';
import { type AnswerKind, readRequest } from './requests/readRequest.js';
import type { SimulatorState } from './SimulatorState.js';
import { type Connection, connectionOf, streamOf } from './wire/connectionOf.js';
import { Delivery } from './wire/Delivery.js';
import { Outlet } from './wire/Outlet.js';
import { readBody } from './wire/readBody.js';

const none: readonly string[] = [];

/** One request from its head to the last byte of its answer. */
export class Exchange {
  readonly #state: SimulatorState;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #path: string;
  readonly #severed: number;
  readonly #arrivedAt: number;
  readonly #startedAt = performance.now();
  readonly #stream: ServerHttp2Stream | undefined;
  readonly #connection: Connection;
  #regime: Regime;
  #broken = false;
  /** Where it counts as in flight. */
  #admittedBy: Gates | null = null;
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
    this.#regime = state.regimes.general;
    // Now: once it is closed, HTTP/2 forgets.
    this.#stream = streamOf(request);
    this.#connection = connectionOf(request);
    state.counts.begin();
    state.wear.begin(this.#connection);
    response.on('close', this.#close);
  }

  /** Answers at once, whatever the body. */
  reply({ status, contentType, body }: ErrorReply, exactWaitMs: number | null = null): void {
    const { headers, counts } = this.#state;
    const response = this.#response;
    this.#status = status;
    counts.answer(this.#path, status);
    const list = headers.build({
      status,
      contentType,
      contentLength: Buffer.byteLength(body),
      keepAlive: response.shouldKeepAlive,
      httpVersion: this.#request.httpVersion,
    });
    list.push(
      ...retryAfterHeaders(status, this.#regime.faults, exactWaitMs, Date.now()),
      ...this.#limitHeaders(),
    );
    response.writeHead(status, list);
    response.end(body);
  }

  /** Reads the body of a request for an answer, then answers it or refuses. */
  answer(kind: AnswerKind): void {
    readBody(this.#request, (body) => this.#answerBody(kind, body));
  }

  #answerBody(kind: AnswerKind, body: string | null): void {
    this.#regime = this.#state.regimes.of(this.#path, body ?? '');
    const { inFlight, faults } = this.#regime;
    const refusal = admitInFlight(inFlight, faults, this.#state);
    if (refusal !== null) {
      this.reply(refusal);
      return;
    }
    this.#admittedBy = inFlight;
    if (!isJson(this.#request.headers['content-type'])) this.reply(wrongContentType);
    else if (body === null) this.reply(bodyTooLarge);
    else this.#meet(this.#regime.draw(this.#state.dice), kind, body);
  }

  #meet(mishap: Mishap | null, kind: AnswerKind, body: string): void {
    const { counts } = this.#state;
    const { faults } = this.#regime;
    this.#mishap = mishap;
    if (mishap !== null) counts.fault(mishap);
    if (mishap?.startsWith('status')) {
      this.reply(statusReply(Number(mishap.slice('status'.length)), faults.errorForm));
      return;
    }
    if (mishap === 'resetBeforeAnswer') {
      this.#breakOff('reset');
      return;
    }
    const asked = readRequest(kind, body, this.#rules(), this.#state.clock.now());
    if (!('kind' in asked)) this.reply(asked);
    else if (isBroke(this.#state, faults)) this.reply(insufficientBalance);
    else this.#answerAsked(kind, asked);
  }

  #answerAsked(kind: AnswerKind, asked: ChatRequest): void {
    const { rate, queue, faults, isShaped } = this.#regime;
    const now = performance.now();
    const waitMs = rate.admit(now, rate.countsTokens ? readContext(asked, 0).scan.tokens : 0);
    if (waitMs > 0) {
      this.reply(faults.rateLimitStatus === 429 ? rateLimitReached : nginxBusy, waitMs);
      return;
    }
    if (faults.maxQueued !== null && queue.isFull && queue.waiting >= faults.maxQueued) {
      this.reply(overloaded);
      return;
    }
    const reply = composeReply(kind, asked, this.#state);
    rate.charge(now, reply.completionTokens);
    this.#deliver(isShaped ? shapeAnswer(reply, faults, asked.includeUsage) : reply);
  }

  #deliver(reply: Reply): void {
    const { headers, random, counts } = this.#state;
    const { faults, queue } = this.#regime;
    const mishap = this.#mishap;
    this.#sent = reply;
    this.#status = 200;
    counts.answer(this.#path, 200);
    const delivery = new Delivery(reply, {
      regime: this.#regime,
      random,
      mishap,
      openOutlet: (marred) => {
        const cut = mishap === 'drip' || mishap === 'splitUtf8' ? mishap : 'none';
        return new Outlet(this.#request, this.#response, headers, this.#limitHeaders(), marred, faults, cut);
      },
      breakOff: (how) => this.#breakOff(how),
    });
    this.#delivery = delivery;
    if (queue.isFull) delivery.wait();
    queue.enter(delivery);
  }

  #limitHeaders(): readonly string[] {
    const { faults, rate } = this.#regime;
    if (faults.rateLimitHeaders === 'none') return none;
    return rateLimitHeaders(rate.states(performance.now()), faults.rateLimitHeaders, Date.now());
  }

  #rules(): RequestRules {
    const { models, options } = this.#state;
    const { promptWithoutJson } = options;
    return { models, promptWithoutJson, beta: this.#path.startsWith('/beta/') };
  }

  #breakOff(how: 'close' | 'reset'): void {
    this.#broken = true;
    this.#state.counts.now.brokenBySimulator++;
    this.#state.breakOff(this.#request, how);
  }

  readonly #close = (): void => {
    const { counts, wear } = this.#state;
    const delivery = this.#delivery;
    counts.now.inFlight--;
    if (this.#admittedBy !== null) this.#admittedBy.inFlight--;
    if (delivery !== null) {
      delivery.stop();
      this.#regime.queue.leave(delivery);
    }
    const outcome = this.#outcome();
    if (outcome === 'cancelled') counts.now.cancelledByClient++;
    else if (outcome !== 'broken') wear.end(this.#connection, this.#regime.faults);
    else if (!this.#broken) counts.now.brokenBySimulator++;
    settleRequest(this.#state, {
      path: this.#path,
      arrivedAt: this.#arrivedAt,
      tookMs: performance.now() - this.#startedAt,
      status: this.#status,
      outcome,
      mishap: this.#mishap,
      reply: this.#sent,
      sentPieces: delivery?.sentPieces ?? 0,
      waitedTooLong: delivery?.waitedTooLong ?? false,
    });
  };

  #outcome(): RequestOutcome {
    const response = this.#response;
    // HTTP/2's objects finish by themselves when the client goes away.
    const finished =
      this.#stream === undefined
        ? response.writableFinished
        : response.writableEnded && this.#stream.rstCode === 0;
    if (finished) return this.#status === 200 ? 'answered' : 'refused';
    return this.#broken || this.#state.severed !== this.#severed ? 'broken' : 'cancelled';
  }
}

function isJson(contentType: string | undefined): boolean {
  if (contentType === 'application/json') return true;
  return contentType !== undefined && /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(contentType);
}
