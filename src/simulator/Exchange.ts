import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ServerHttp2Stream } from 'node:http2';
import type { Reply } from './answers/composeReply.js';
import type { RequestOutcome } from './billing/RequestRecord.js';
import { settleRequest } from './billing/settleRequest.js';
import type { ErrorReply } from './ErrorReply.js';
import { admitInFlight } from './faults/admitInFlight.js';
import type { Gates } from './faults/Layer.js';
import type { Mishap } from './faults/mishaps.js';
import type { Regime } from './faults/Regime.js';
import { rateLimitHeaders } from './faults/rateLimitHeaders.js';
import { retryAfterHeaders } from './faults/retryAfterHeaders.js';
import { judge } from './judge.js';
import type { AnswerKind } from './requests/readRequest.js';
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
    const state = this.#state;
    const path = this.#path;
    const regime = state.regimes.of(path, body ?? '');
    this.#regime = regime;
    const refusal = admitInFlight(regime.inFlight, regime.faults, state);
    if (refusal !== null) {
      this.reply(refusal);
      return;
    }
    this.#admittedBy = regime.inFlight;
    const mishap = regime.draw(state.dice);
    this.#mishap = mishap;
    if (mishap !== null) state.counts.fault(mishap);
    const contentType = this.#request.headers['content-type'];
    const verdict = judge({ kind, path, contentType, body }, mishap, regime, state);
    if (verdict.type === 'answer') this.#deliver(verdict.reply);
    else if (verdict.type === 'refuse') this.reply(verdict.error, verdict.waitMs);
    else this.#breakOff('reset');
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
