import { Observable, type OperatorFunction } from 'rxjs';
import { answerOf } from '../src/engine/answerOf.js';
import { endsRun } from '../src/engine/endsRun.js';
import { failureOf } from '../src/engine/failureOf.js';
import type { Outcome } from '../src/types/Outcome.js';
import type { Prompt } from '../src/types/Prompt.js';
import type { Reply } from '../src/types/Reply.js';
import { subscriberOf } from './internal/subscriberOf.js';

/**
 * On one call: labels the reply with its prompt, and makes an error a value. It is the only place where one
 * becomes the other, so that one bad row never ends the stream.
 *
 * ```text
 * call     ---r|        call     ---#
 * result   ---A|        result   ---(F|)
 * ```
 *
 * Errors:   only what every further call would meet too: no usable account (bad key, no balance), a bad
 *           configuration. Everything else, a TypeError of a callback too, is a Failure with its code, or with
 *           `unexpected`.
 * Cancels:  unsubscribing aborts the call.
 * Place it: outermost on the call.
 */
export function catchFailure(prompt: Prompt): OperatorFunction<Reply, Outcome> {
  return (source) =>
    new Observable<Outcome>((destination) => {
      const call = subscriberOf<Reply>({
        next: (reply) => destination.next(answerOf(prompt, reply)),
        error: (error) => {
          if (endsRun(error)) {
            destination.error(error);
            return;
          }
          // The call is torn down before the row goes on its way: whoever counts permits sees them returned.
          call.unsubscribe();
          destination.next(failureOf(prompt, error));
          destination.complete();
        },
        complete: () => destination.complete(),
      });
      destination.add(call);
      source.subscribe(call);
    });
}
