import { Observable, type OperatorFunction } from 'rxjs';
import { CallError } from '../src/errors/CallError.js';
import type { Delta, Reply } from '../src/types/Reply.js';
import { subscriberOf } from './internal/subscriberOf.js';

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
  return (source) =>
    new Observable<Reply>((destination) => {
      let ended = false;
      const call = subscriberOf<Delta>({
        next: (delta) => {
          if (delta.type !== 'end' || ended) return;
          ended = true;
          destination.next(delta.reply);
        },
        error: (error) => destination.error(error),
        complete: () => {
          if (ended) destination.complete();
          else {
            destination.error(
              new CallError('the stream stopped before its end', { code: 'stream_cut', retryable: true }),
            );
          }
        },
      });
      destination.add(call);
      source.subscribe(call);
    });
}
