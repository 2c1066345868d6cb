import type { Observable, Observer, OperatorFunction } from 'rxjs';
import { answerOf } from '../src/engine/answerOf.js';
import { endsRun } from '../src/engine/endsRun.js';
import { failureOf } from '../src/engine/failureOf.js';
import { Relay } from '../src/stage/Relay.js';
import { Through } from '../src/stage/Through.js';
import type { Outcome } from '../src/types/Outcome.js';
import type { Prompt } from '../src/types/Prompt.js';
import type { Reply } from '../src/types/Reply.js';

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
  return (source) => new Through(source, Catching, prompt);
}

/** One subscription. */
class Catching extends Relay<Reply, Outcome> {
  readonly #prompt: Prompt;

  constructor(calls: Observable<Reply>, destination: Observer<Outcome>, prompt: Prompt) {
    super(calls, destination);
    this.#prompt = prompt;
  }

  next(reply: Reply): void {
    if (!this.closed) this.destination.next(answerOf(this.#prompt, reply));
  }

  override error(error: unknown): void {
    if (this.closed) return;
    if (endsRun(error)) {
      super.error(error);
      return;
    }
    // The call is torn down before its row goes on: whoever counts permits sees them returned.
    this.disconnect();
    this.destination.next(failureOf(this.#prompt, error));
    this.complete();
  }
}
