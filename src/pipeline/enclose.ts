import {
  from,
  isObservable,
  type Observable,
  type ObservableInput,
  type Observer,
  of,
  throwError,
} from 'rxjs';
import { answerOf } from '../engine/answerOf.js';
import { endsRun } from '../engine/endsRun.js';
import { failureOf } from '../engine/failureOf.js';
import { isReply } from '../engine/isReply.js';
import { CallError } from '../errors/CallError.js';
import { Relay } from '../stage/Relay.js';
import { Through } from '../stage/Through.js';
import { isOutcome } from '../types/Outcome.js';
import type { Prompt } from '../types/Prompt.js';

/**
 * Makes sure that the call for one prompt of a `run` ends in exactly one value: none is the Failure `no_answer`,
 * further ones are told to `onExtra` and not passed on, an error is a Failure. A prompt that was rejected is
 * never asked, and one that has an outcome already passes. Only an unusable account ends the run.
 */
export function enclose(
  value: unknown,
  call: () => ObservableInput<unknown>,
  onExtra: () => void,
): ObservableInput<unknown> {
  if (isOutcome(value)) return of(value);
  const prompt = value as Prompt;
  if (prompt.rejection !== undefined) {
    const { code, message } = prompt.rejection;
    return of(failureOf(prompt, new CallError(message, { code, attempts: 0 })));
  }
  return new Through(callOf(call), Enclosure, new Enclosed(prompt, onExtra));
}

function callOf(call: () => ObservableInput<unknown>): Observable<unknown> {
  try {
    const result = call();
    return isObservable(result) ? result : from(result);
  } catch (error) {
    return throwError(() => error);
  }
}

class Enclosed {
  readonly prompt: Prompt;
  readonly onExtra: () => void;

  constructor(prompt: Prompt, onExtra: () => void) {
    this.prompt = prompt;
    this.onExtra = onExtra;
  }
}

/** One subscription. */
class Enclosure extends Relay<unknown> {
  readonly #prompt: Prompt;
  readonly #onExtra: () => void;
  #answered = false;

  constructor(calls: Observable<unknown>, destination: Observer<unknown>, { prompt, onExtra }: Enclosed) {
    super(calls, destination);
    this.#prompt = prompt;
    this.#onExtra = onExtra;
  }

  next(result: unknown): void {
    if (this.closed) return;
    if (this.#answered) this.#onExtra();
    else this.#settle(labelled(this.#prompt, result));
  }

  override error(error: unknown): void {
    if (this.closed) return;
    if (endsRun(error)) {
      super.error(error);
      return;
    }
    if (!this.#answered) this.#settle(failureOf(this.#prompt, error));
    super.complete();
  }

  override complete(): void {
    if (this.#answered) super.complete();
    else this.error(new CallError('the call ended without an answer', { code: 'no_answer', attempts: 0 }));
  }

  #settle(outcome: unknown): void {
    this.#answered = true;
    this.destination.next(outcome);
  }
}

/** An outcome of this prompt, whoever it was made for; anything else (a prompt of the next stage) as it is. */
function labelled(prompt: Prompt, result: unknown): unknown {
  if (isOutcome(result)) {
    if (result.seq === prompt.seq) return result;
    return result.status === 'ok'
      ? answerOf(prompt, result)
      : failureOf(
          prompt,
          new CallError(result.error.message, { ...result.error, attempts: result.attempts }),
        );
  }
  return isReply(result) ? answerOf(prompt, result) : result;
}
