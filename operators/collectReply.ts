import type { OperatorFunction } from 'rxjs';
import { streamCut } from '../src/engine/streamCut.js';
import { Relay } from '../src/stage/Relay.js';
import { Through } from '../src/stage/Through.js';
import type { Delta, Reply } from '../src/types/Reply.js';

/**
 * On one call: a stream of deltas as the one reply that its `end` carries.
 *
 * ```text
 * call     -a-b-(e|)
 * result   -----(r|)
 * ```
 *
 * Holds:    nothing; the codec has put the answer together.
 * Errors:   those of the call; `stream_cut`, retryable, when it completes without `end`.
 * Cancels:  unsubscribing aborts the call.
 * Place it: on the attempt, directly above the stream and its `deadline`: nothing has passed before `end`, so
 *           `retryBackoff` and `failover` may repeat a stream that broke half-way.
 */
export function collectReply(): OperatorFunction<Delta, Reply> {
  return (source) => new Through(source, Collecting, undefined);
}

/** One subscription. */
class Collecting extends Relay<Delta, Reply> {
  #ended = false;

  next(delta: Delta): void {
    if (delta.type !== 'end' || this.#ended || this.closed) return;
    this.#ended = true;
    this.destination.next(delta.reply);
  }

  override complete(): void {
    if (this.#ended) super.complete();
    else this.error(streamCut());
  }
}
