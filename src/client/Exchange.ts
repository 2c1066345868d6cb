import type { Socket } from 'node:net';
import type { Dispatcher } from 'undici';
import type { RawHeaders } from './headerOf.js';

/** Takes what one HTTP request brings. Nothing comes after `onEnd`, `onFail`, or a `cancel`. */
export interface Receiver {
  onHead(status: number, headers: RawHeaders): void;
  onBody(chunk: Buffer): void;
  onEnd(): void;
  onFail(error: Error): void;
  /** The request is being sent again, because the connection was stale. */
  onResend(): void;
}

/** Sends an exchange, and says whether an error came of a connection that an earlier request had used. */
export interface Sender {
  dispatch(exchange: Exchange): void;
  wasUsed(error: Error): boolean;
}

/** What undici is told when we stop a request. Made once: a stack would say nothing. */
const cancelled = Object.assign(new Error('cancelled'), { code: 'RXPROMPT_CANCELLED' });

/**
 * One HTTP request, from the queue of the pool to the last byte.
 *
 * It is a handler in undici's lean form (raw headers), which undici 7 marks as deprecated and undici 8 has not:
 * the new form parses every header of every answer into an object and costs 2 us a request more.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly body: string;
  private readonly sender: Sender;
  private readonly receiver: Receiver;
  private abort: ((error?: Error) => void) | undefined;
  /** The connection that is being made for this request alone. */
  private dialling: Socket | undefined;
  private closed = false;
  private answered = false;
  private resent = false;

  constructor(body: string, sender: Sender, receiver: Receiver) {
    this.body = body;
    this.sender = sender;
    this.receiver = receiver;
  }

  /** Whether more may come. */
  get isOpen(): boolean {
    return !this.closed;
  }

  /** Stops the request wherever it is: its socket is closed, if it has one. */
  cancel(): void {
    if (this.closed) return;
    this.closed = true;
    if (this.abort !== undefined) this.abort(cancelled);
    // With an error, or undici waits for this connection for ever.
    else this.dialling?.destroy(cancelled);
    this.abort = undefined;
    this.dialling = undefined;
  }

  /** A connection is being made; it is ours until somebody's request is sent on it. */
  onDial(socket: Socket): void {
    this.dialling = socket;
  }

  onDialled(): void {
    this.dialling = undefined;
  }

  onConnect(abort: (error?: Error) => void): void {
    // Stopped in the queue: an error here, unlike an abort, leaves the connection to the next request.
    if (this.closed) throw cancelled;
    this.dialling = undefined;
    this.abort = abort;
  }

  onResponseStarted(): void {
    this.answered = true;
  }

  onHeaders(status: number, headers: Buffer[]): boolean {
    // 1xx comes before the answer.
    if (status >= 200 && !this.closed) this.receiver.onHead(status, headers);
    return true;
  }

  onData(chunk: Buffer): boolean {
    if (!this.closed) this.receiver.onBody(chunk);
    return true;
  }

  onComplete(): void {
    if (this.closed) return;
    this.closed = true;
    this.abort = undefined;
    this.receiver.onEnd();
  }

  onError(error: Error): void {
    if (this.closed) return;
    this.abort = undefined;
    this.dialling = undefined;
    // The server had closed an idle connection: no fault of the route, and nothing has come of the request.
    if (!this.answered && !this.resent && this.sender.wasUsed(error)) {
      this.resent = true;
      this.receiver.onResend();
      this.sender.dispatch(this);
      return;
    }
    this.closed = true;
    this.receiver.onFail(error);
  }
}
