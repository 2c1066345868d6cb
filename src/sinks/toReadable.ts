import type { Readable } from 'node:stream';
import type { Observable } from 'rxjs';
import { RxpromptError } from '../errors/RxpromptError.js';
import type { Delta } from '../types/Reply.js';
import { ObservableReadable, type Outbox } from './ObservableReadable.js';

/** Options of {@link toReadable}. */
export interface ReadableOptions {
  /** Bytes that wait in the stream itself before it stops asking. Default: that of Node, 64 KiB (16 before Node 22). */
  readonly highWaterMark?: number;
}

/**
 * The text of a streamed answer as a stream of Node's, in UTF-8, to be piped to a file, a socket, a response. Thoughts and
 * calls of tools are left out. The first read subscribes.
 *
 * The answer cannot be asked to wait: what comes while the reader is busy is joined and read as one piece. So no more than
 * the answer is ever in memory, and a slow reader gets fewer and longer pieces.
 *
 * A text that was read cannot be taken back: a `restart` (see `onPartial`) then destroys it, like an error.
 *
 * Errors:  destroy it, so that `pipeline` tells; text that waited is then gone, as with any stream of Node's.
 * Cancels: `destroy`, which `pipeline` calls when the reader goes away, unsubscribes down to the socket.
 */
export function toReadable(deltas: Observable<Delta>, { highWaterMark }: ReadableOptions = {}): Readable {
  return new ObservableReadable(deltas, new TextOutbox(), highWaterMark);
}

class TextOutbox implements Outbox<Delta> {
  #text = '';
  #hasPassed = false;

  add(delta: Delta): void {
    if (delta.type === 'text') this.#text += delta.text;
    else if (delta.type === 'restart') this.#restart(delta.reason);
  }

  #restart(reason: string): void {
    if (!this.#hasPassed) return;
    throw new RxpromptError('the answer broke and begins anew, but its first part has been read', {
      code: reason,
      retryable: true,
    });
  }

  take(): string {
    const text = this.#text;
    this.#text = '';
    if (text !== '') this.#hasPassed = true;
    return text;
  }
}
