import type { Observer } from 'rxjs';
import type { CallError } from '../errors/CallError.js';
import type { Link } from '../stage/Stage.js';
import type { StreamDecoder, WireReply } from '../types/Codec.js';
import type { Prompt } from '../types/Prompt.js';
import type { Delta } from '../types/Reply.js';
import { AnswerBody } from './AnswerBody.js';
import { Attempt } from './Attempt.js';
import { answerTooLarge } from './decompress.js';
import { deltasOf } from './deltasOf.js';
import { EventBody } from './EventBody.js';
import { Exchange, type Receiver } from './Exchange.js';
import { headerOf, type RawHeaders } from './headerOf.js';
import { networkError } from './networkError.js';
import type { RouteContext } from './RouteContext.js';
import { modelOf, requestOf, servedModel } from './requestOf.js';
import { refusalOf, routeError } from './routeError.js';

/** How long the rest of a body may take after the answer is whole, before its connection is given up. */
const drainMs = 1_000;

/** One request whose answer is passed on as it comes: what a subscription to `route.stream(prompt)` does. */
export class StreamCall implements Receiver, Link {
  private readonly route: RouteContext;
  private readonly destination: Observer<Delta>;
  private readonly prompt: Prompt;
  private readonly model: string;
  private exchange: Exchange | undefined;
  private attempt: Attempt | undefined;
  /** An answer that is read whole: a refusal, or from a server or a codec that doesn't stream. */
  private whole: AnswerBody | undefined;
  private events: EventBody | undefined;
  private decoder: StreamDecoder | undefined;
  /** Whether an event has come. */
  private begun = false;
  private broken: CallError | undefined;
  private size = 0;
  private ended = false;
  private drain: NodeJS.Timeout | undefined;

  constructor(route: RouteContext, prompt: Prompt, destination: Observer<Delta>) {
    this.route = route;
    this.destination = destination;
    this.prompt = prompt;
    this.model = modelOf(prompt, route);
  }

  start(): void {
    const { route, prompt } = this;
    const { canStream } = route.codec;
    let request: string;
    try {
      request = requestOf(prompt, this.model, route, canStream);
    } catch (error) {
      this.fail(error);
      return;
    }
    const sender = canStream ? route.streamed : route.whole;
    this.attempt = new Attempt(route, this.model, prompt);
    this.exchange = new Exchange(request, sender, this);
    this.exchange.start();
  }

  onHead(status: number, headers: RawHeaders): void {
    this.attempt?.hear(headers);
    const { codec, maxAnswerBytes } = this.route;
    // A page of HTML is no stream either, whatever its status.
    const isWhole = /^(application\/([\w.-]+\+)?json|text\/html)/i.test(
      headerOf(headers, 'content-type') ?? '',
    );
    if (status >= 300 || isWhole || !codec.canStream) {
      this.whole = new AnswerBody(status, headers, maxAnswerBytes);
      return;
    }
    try {
      this.decoder = codec.decodeStream(servedModel(this.model, this.route));
      this.events = new EventBody(headerOf(headers, 'content-encoding'), maxAnswerBytes, this);
    } catch (error) {
      this.abort(error);
    }
  }

  onBody(chunk: Buffer): void {
    if (this.ended) return;
    if (this.whole === undefined) {
      this.events?.write(chunk);
    } else if (!this.whole.add(chunk)) {
      this.exchange?.cancel();
      this.onEnd();
    }
  }

  /** What comes is passed on as it comes: there is nothing left to be read. */
  onWhole(): void {}

  onEnd(): void {
    clearTimeout(this.drain);
    if (this.ended) return;
    if (this.whole === undefined) this.events?.end();
    else this.takeWhole(this.whole);
  }

  onFail(error: Error, sent: boolean): void {
    clearTimeout(this.drain);
    if (this.ended) return;
    const failure = networkError(error, this.route.host, sent);
    if (this.events === undefined || failure.code !== 'connection_reset') {
      this.fail(failure);
      return;
    }
    // A connection that breaks in the middle may have brought everything: the decoder knows.
    this.broken = failure;
    this.events.end();
  }

  onResend(): void {
    this.attempt?.restart();
  }

  /** The data of one event. */
  onEvent(data: string, event: string | undefined): void {
    const decoder = this.decoder as StreamDecoder;
    if (this.ended) return;
    this.begun = true;
    for (const delta of decoder.push(data, event)) {
      this.emit(delta);
      if (this.ended) return;
    }
    if (decoder.done) this.complete(() => decoder.finish());
  }

  /** All events have come. */
  onEventsEnd(): void {
    if (this.ended) return;
    // Nothing at all had come: no answer was cut.
    if (this.broken !== undefined && !this.begun) this.fail(this.broken);
    else this.complete(() => (this.decoder as StreamDecoder).finish());
  }

  /** The events cannot be read any further. */
  onEventsError(error: unknown): void {
    if (!this.ended) this.abort(error);
  }

  /** Aborts the request, unless it is over. */
  unsubscribe(): void {
    if (this.ended) return;
    this.stop();
    this.attempt?.cancel(this.exchange?.wasSent === true);
  }

  private takeWhole(body: AnswerBody): void {
    if (!body.isOk) {
      this.fail(refusalOf(body, this.route));
      return;
    }
    let wire: WireReply;
    try {
      wire = this.route.codec.decode(body.text(), servedModel(this.model, this.route));
    } catch (error) {
      this.fail(error);
      return;
    }
    for (const delta of deltasOf(wire)) {
      this.emit(delta);
      if (this.ended) return;
    }
    this.complete(() => wire);
  }

  private emit(delta: Delta): void {
    this.attempt?.token();
    if (delta.type !== 'end' && delta.type !== 'restart') {
      this.size += delta.type === 'tool-call' ? delta.arguments.length : delta.text.length;
      if (this.size > this.route.maxAnswerBytes) throw answerTooLarge(this.route.maxAnswerBytes);
    }
    this.destination.next(delta);
  }

  private complete(finish: () => WireReply): void {
    let end: Delta;
    try {
      end = { type: 'end', reply: (this.attempt as Attempt).succeed(finish()) };
    } catch (error) {
      this.abort(error);
      return;
    }
    this.ended = true;
    this.events?.destroy();
    // Usually the last bytes are in the same packet, and the connection can serve again.
    if (this.exchange?.isOpen) this.drain = setTimeout(() => this.exchange?.cancel(), drainMs).unref();
    this.destination.next(end);
    this.destination.complete();
  }

  private abort(error: unknown): void {
    this.stop();
    this.fail(error);
  }

  private stop(): void {
    this.ended = true;
    this.exchange?.cancel();
    this.events?.destroy();
  }

  private fail(thrown: unknown): void {
    this.ended = true;
    const error = routeError(thrown, this.route);
    this.attempt?.fail(error);
    this.destination.error(error);
  }
}
