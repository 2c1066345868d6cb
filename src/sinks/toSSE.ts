import type { Readable } from 'node:stream';
import { asyncScheduler, interval, Observable, type SchedulerLike } from 'rxjs';
import { errorCode } from '../engine/errorCode.js';
import { expectNumber, MAX_TIMER_MS } from '../engine/expectNumber.js';
import type { Delta } from '../types/Reply.js';
import { ObservableReadable, type Outbox } from './ObservableReadable.js';

/** Options of {@link toSSE}. */
export interface SSEOptions {
  /** Pass the model's thoughts on. Default false. */
  readonly reasoning?: boolean;
  /** Milliseconds between comments that keep proxies from closing a quiet connection. Default 15,000; `false` for none. */
  readonly keepAliveMs?: number | false;
  /** Bytes that wait in the stream itself before it stops asking. Default: that of Node. */
  readonly highWaterMark?: number;
  /** Of the comments. Default `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

/** The header fields of a response whose body is that of {@link toSSE}. */
export const SSE_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  // nginx would hold tokens back.
  'x-accel-buffering': 'no',
};

/**
 * A streamed answer as server-sent events, to be piped into a response with {@link SSE_HEADERS}. The first read subscribes.
 *
 * ```text
 * data: {"type":"text","text":"It is "}
 *
 * event: restart
 * data: {"type":"restart","reason":"stream_cut"}        only by `onPartial: 'restart'`: what came before is void
 *
 * event: end
 * data: {"type":"end","finishReason":"stop","model":"deepseek-flash","usage":{...},"costUsd":0.0001,"ttftMs":310,...}
 *
 * event: failure
 * data: {"type":"failure","code":"overloaded","message":"...","retryable":true}
 * ```
 *
 * The last event is `end` or `failure` (`error` is what an `EventSource` calls a broken connection). A browser connects
 * again when the body ends: its page must `close()` at either.
 *
 * The answer cannot be asked to wait: pieces of one kind that come while the reader is busy are joined into one event, so no
 * more than the answer is ever in memory.
 *
 * Errors:  are the event `failure`: the status has been sent long ago. The server's own words stay here.
 * Cancels: `destroy`, which `pipeline` calls when the browser goes away, unsubscribes down to the socket.
 */
export function toSSE(deltas: Observable<Delta>, options: SSEOptions = {}): Readable {
  const { reasoning = false, keepAliveMs = 15_000, highWaterMark, scheduler = asyncScheduler } = options;
  const outbox = new EventOutbox(reasoning);
  if (keepAliveMs === false) return new ObservableReadable(deltas, outbox, highWaterMark);
  expectNumber('keepAliveMs', keepAliveMs, { min: 1, max: MAX_TIMER_MS });
  const kept = new Observable<Delta | undefined>((destination) => {
    destination.add(interval(keepAliveMs, scheduler).subscribe(() => destination.next(undefined)));
    destination.add(deltas.subscribe(destination));
  });
  return new ObservableReadable(kept, outbox, highWaterMark);
}

/** Deltas as events, and `undefined` as a comment. */
class EventOutbox implements Outbox<Delta | undefined> {
  readonly #reasoning: boolean;
  #events = '';
  /** The piece that the next one may be joined to. */
  #open: { readonly type: 'text' | 'reasoning'; text: string } | undefined;

  constructor(reasoning: boolean) {
    this.#reasoning = reasoning;
  }

  add(delta: Delta | undefined): void {
    if (delta === undefined) {
      // Whatever waits keeps the connection busy, once it is read.
      if (this.#events === '' && this.#open === undefined) this.#events = ': keep-alive\n\n';
    } else if (delta.type === 'text' || delta.type === 'reasoning') {
      if (delta.type === 'reasoning' && !this.#reasoning) return;
      if (this.#open?.type === delta.type) this.#open.text += delta.text;
      else {
        this.#close();
        this.#open = { type: delta.type, text: delta.text };
      }
    } else if (delta.type === 'tool-call') this.#write(delta);
    else if (delta.type === 'restart') this.#write(delta, 'restart');
    else {
      // The text and the thoughts have been sent.
      const { text: _, reasoning: __, ...rest } = delta.reply;
      this.#write({ type: 'end', ...rest }, 'end');
    }
  }

  fail(error: unknown): void {
    const { message, retryable } = error as { readonly message?: unknown; readonly retryable?: unknown };
    const code = errorCode(error);
    this.#write(
      {
        type: 'failure',
        code,
        // What nobody expected may say anything, to anybody.
        message: code === 'unexpected' ? 'the answer broke off' : message,
        retryable: retryable === true,
      },
      'failure',
    );
  }

  take(): string {
    this.#close();
    const events = this.#events;
    this.#events = '';
    return events;
  }

  #close(): void {
    const open = this.#open;
    this.#open = undefined;
    if (open !== undefined) this.#write(open);
  }

  #write(value: object, event?: string): void {
    this.#close();
    this.#events += `${event === undefined ? '' : `event: ${event}\n`}data: ${JSON.stringify(value)}\n\n`;
  }
}
