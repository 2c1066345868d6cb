import { Observable, type Observer, type OperatorFunction, type Subscriber } from 'rxjs';
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
    new Observable<Outcome>((destination) => new Catching(prompt, destination).start(source));
}

/** One subscription. A class, because a method costs V8 a fifth of a closure that each call makes anew. */
class Catching implements Observer<Reply> {
  readonly #prompt: Prompt;
  readonly #destination: Subscriber<Outcome>;
  #call: Subscriber<Reply> | undefined;

  constructor(prompt: Prompt, destination: Subscriber<Outcome>) {
    this.#prompt = prompt;
    this.#destination = destination;
  }

  start(source: Observable<Reply>): void {
    this.#call = subscriberOf<Reply>(this);
    this.#destination.add(this.#call);
    source.subscribe(this.#call);
  }

  next(reply: Reply): void {
    this.#destination.next(answerOf(this.#prompt, reply));
  }

  error(error: unknown): void {
    if (endsRun(error)) {
      this.#destination.error(error);
      return;
    }
    // The call is torn down before its row goes on: whoever counts permits sees them returned.
    this.#call?.unsubscribe();
    this.#destination.next(failureOf(this.#prompt, error));
    this.#destination.complete();
  }

  complete(): void {
    this.#destination.complete();
  }
}
