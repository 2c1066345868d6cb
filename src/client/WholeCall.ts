import type { Observer } from 'rxjs';
import type { Link } from '../stage/Stage.js';
import type { WireReply } from '../types/Codec.js';
import type { Prompt } from '../types/Prompt.js';
import type { Reply } from '../types/Reply.js';
import { AnswerBody } from './AnswerBody.js';
import { Attempt } from './Attempt.js';
import { Exchange, type Receiver } from './Exchange.js';
import type { RawHeaders } from './headerOf.js';
import { networkError } from './networkError.js';
import type { RouteContext } from './RouteContext.js';
import { modelOf, requestOf, servedModel } from './requestOf.js';
import { refusalOf, routeError } from './routeError.js';

/** One request whose answer is read whole: what a subscription to `route.call(prompt)` does. */
export class WholeCall implements Receiver, Link {
  private readonly route: RouteContext;
  private readonly destination: Observer<Reply>;
  private readonly prompt: Prompt;
  private readonly model: string;
  private exchange: Exchange | undefined;
  private attempt: Attempt | undefined;
  private body: AnswerBody | undefined;
  /** What a whole answer says, or why it cannot be read. */
  private wire: WireReply | undefined;
  private unreadable: unknown;
  private ended = false;

  constructor(route: RouteContext, prompt: Prompt, destination: Observer<Reply>) {
    this.route = route;
    this.destination = destination;
    this.prompt = prompt;
    this.model = modelOf(prompt, route);
  }

  start(): void {
    const { route, prompt } = this;
    let request: string;
    try {
      request = requestOf(prompt, this.model, route, false);
    } catch (error) {
      this.fail(error);
      return;
    }
    this.attempt = new Attempt(route, this.model, prompt);
    this.exchange = new Exchange(request, route.whole, this);
    this.exchange.start();
  }

  onHead(status: number, headers: RawHeaders): void {
    this.attempt?.hear(headers);
    this.body = new AnswerBody(status, headers, this.route.maxAnswerBytes);
  }

  onBody(chunk: Buffer): void {
    const body = this.body as AnswerBody;
    if (body.add(chunk)) return;
    this.exchange?.cancel();
    this.onWhole();
    this.onEnd();
  }

  onWhole(): void {
    const body = this.body as AnswerBody;
    this.attempt?.stop();
    if (!body.isOk) return;
    try {
      this.wire = this.route.codec.decode(body.text(), servedModel(this.model, this.route));
    } catch (error) {
      this.unreadable = error;
    }
  }

  onEnd(): void {
    const body = this.body as AnswerBody;
    if (!body.isOk) {
      this.fail(refusalOf(body, this.route));
      return;
    }
    if (this.wire === undefined) {
      this.fail(this.unreadable);
      return;
    }
    let reply: Reply;
    try {
      reply = (this.attempt as Attempt).succeed(this.wire);
    } catch (error) {
      this.fail(error);
      return;
    }
    this.ended = true;
    this.destination.next(reply);
    this.destination.complete();
  }

  onFail(error: Error, sent: boolean): void {
    this.fail(networkError(error, this.route.host, sent));
  }

  onResend(): void {
    this.attempt?.restart();
  }

  /** Aborts the request, unless it is over. */
  unsubscribe(): void {
    if (this.ended) return;
    this.ended = true;
    this.exchange?.cancel();
    this.attempt?.cancel(this.exchange?.wasSent === true, this.wire?.usage);
  }

  private fail(thrown: unknown): void {
    this.ended = true;
    const error = routeError(thrown, this.route);
    this.attempt?.fail(error);
    this.destination.error(error);
  }
}
