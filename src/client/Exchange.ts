import type { Dispatcher } from 'undici';
import type { RawHeaders } from './headerOf.js';
import type { Line } from './Line.js';

/** Takes what one HTTP request brings. Nothing comes after `onEnd`, `onFail`, or a `cancel`. */
export interface Receiver {
  onHead(status: number, headers: RawHeaders): void;
  onBody(chunk: Buffer): void;
  /** The last byte has come; nothing is to be handed on before `onEnd`. */
  onWhole(): void;
  onEnd(): void;
  /** @param sent Whether a server may have got the request. */
  onFail(error: Error, sent: boolean): void;
  /** The request is being sent again, because the connection was stale. */
  onResend(): void;
}

/** Sends an exchange; `again`, over a new connection. */
export interface Sender {
  /** Whether a request is sent again when its connection was stale. */
  readonly resends: boolean;
  send(exchange: Exchange, again: boolean): void;
  /** The last byte has come: calls `exchange.end()` later in this turn. @param line The connection, if others may have it. */
  end(exchange: Exchange, line: Line | undefined): void;
}

/** What undici is told when we stop a request. Made once: a stack would say nothing. */
const cancelled = Object.assign(new Error('cancelled'), { code: 'RXPROMPT_CANCELLED' });

const brokenOff = Object.assign(new Error('the connection ended'), { code: 'ECONNRESET' });

/** Of a connection that was used before, and yet no sign that it was closed in between. */
const notStale: ReadonlySet<string> = new Set(['UND_ERR_DESTROYED', 'ERR_HTTP2_STREAM_ERROR']);

/**
 * One HTTP request, from the queue of the pool to the last byte.
 *
 * It is a handler in undici's lean form (raw headers), which undici 7 marks as deprecated and undici 8 has not:
 * the new form parses every header of every answer into an object.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly body: string;
  private readonly sender: Sender;
  private readonly receiver: Receiver;
  /** Since a client of the pool has taken the request. */
  private line: Line | undefined;
  /** Whether others may be on that line, as with HTTP/2: it is not ours to close. */
  private shared = false;
  /** Since the request was written. */
  private abort: ((error?: Error) => void) | undefined;
  private closed = false;
  private sent = false;
  private answered = false;
  private wasUsed = false;
  private isSecond = false;

  constructor(body: string, sender: Sender, receiver: Receiver) {
    this.body = body;
    this.sender = sender;
    this.receiver = receiver;
  }

  start(): void {
    this.sender.send(this, false);
  }

  /** Whether more may come. */
  get isOpen(): boolean {
    return !this.closed;
  }

  /** Whether a server may have got it. */
  get wasSent(): boolean {
    return this.sent;
  }

  /** Stops the request wherever it is: its socket is closed, if it has one. */
  cancel(): void {
    if (this.closed) return;
    this.closed = true;
    const { line, abort } = this;
    this.line = undefined;
    this.abort = undefined;
    // Not `abort` where it can be helped: undici then makes a new connection for the request that was aborted.
    if (line === undefined || this.shared) abort?.(cancelled);
    // One that waits for a connection in use leaves it to the next: see onConnect.
    else if (abort !== undefined || line.dialling) line.socket?.destroy(cancelled);
  }

  onLine(line: Line, shared: boolean): void {
    if (this.closed) return;
    this.line = line;
    this.shared = shared;
  }

  onConnect(abort: (error?: Error) => void): void {
    // Stopped while it waited: an error here, unlike an abort, leaves the connection as it is.
    if (this.closed) throw cancelled;
    // HTTP/2 sends a request again that was running when the connection ended; half an answer cannot begin anew.
    if (this.answered || (this.sent && !this.sender.resends)) throw brokenOff;
    this.abort = abort;
    this.sent = true;
    const { line } = this;
    // Over HTTP/2 there are bytes before any answer.
    this.wasUsed = this.shared ? line?.used === true : (line?.socket?.bytesRead ?? 0) > 0;
  }

  onResponseStarted(): void {
    this.answered = true;
  }

  onHeaders(status: number, headers: Buffer[]): boolean {
    // 1xx comes before the answer.
    if (status < 200 || this.closed) return true;
    this.answered = true;
    if (this.line !== undefined) this.line.used = true;
    this.receiver.onHead(status, headers);
    return true;
  }

  onData(chunk: Buffer): boolean {
    if (!this.closed) this.receiver.onBody(chunk);
    return true;
  }

  onComplete(): void {
    if (this.closed) return;
    const line = this.shared ? undefined : this.line;
    // There is nothing left to stop: whoever cancels from now on only does not get the answer.
    this.line = undefined;
    this.abort = undefined;
    this.receiver.onWhole();
    this.sender.end(this, line);
  }

  /** Hands the answer on. */
  end(): void {
    if (this.closed) return;
    this.close();
    this.receiver.onEnd();
  }

  onError(error: Error): void {
    if (this.closed) return;
    // The server had closed an idle connection: no fault of the route, and nothing has come of the request. It is sent
    // again once. A stream of HTTP/2 that the server resets is its answer.
    const isStale = this.wasUsed && !this.answered && !this.isSecond && this.sender.resends;
    if (isStale && !notStale.has((error as NodeJS.ErrnoException).code ?? '')) {
      this.isSecond = true;
      this.abort = undefined;
      this.line = undefined;
      this.receiver.onResend();
      this.sender.send(this, true);
      return;
    }
    this.close();
    this.receiver.onFail(error, this.sent);
  }

  private close(): void {
    this.closed = true;
    this.line = undefined;
    this.abort = undefined;
  }
}
