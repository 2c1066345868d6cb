import { from, isObservable, Observable, type ObservableInput, type Observer, of, Subscriber } from 'rxjs';
import { answerOf } from '../engine/answerOf.js';
import { endsRun } from '../engine/endsRun.js';
import { failureOf } from '../engine/failureOf.js';
import { isReply } from '../engine/isReply.js';
import { CallError } from '../errors/CallError.js';
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
  return new Observable((destination) => new Enclosure(prompt, destination, onExtra).ask(call));
}

/** One call. A class, because a method costs V8 a fifth of a closure that each call makes anew. */
class Enclosure implements Observer<unknown> {
  private readonly prompt: Prompt;
  private readonly destination: Subscriber<unknown>;
  private readonly onExtra: () => void;
  private answered = false;

  constructor(prompt: Prompt, destination: Subscriber<unknown>, onExtra: () => void) {
    this.prompt = prompt;
    this.destination = destination;
    this.onExtra = onExtra;
  }

  ask(call: () => ObservableInput<unknown>): void {
    let calls: Observable<unknown>;
    try {
      const result = call();
      calls = isObservable(result) ? result : from(result);
    } catch (error) {
      this.error(error);
      return;
    }
    const subscriber = new Subscriber<unknown>(this);
    this.destination.add(subscriber);
    calls.subscribe(subscriber);
  }

  next(result: unknown): void {
    if (this.answered) this.onExtra();
    else this.settle(labelled(this.prompt, result));
  }

  error(error: unknown): void {
    if (endsRun(error)) {
      this.destination.error(error);
      return;
    }
    if (!this.answered) this.settle(failureOf(this.prompt, error));
    this.destination.complete();
  }

  complete(): void {
    if (!this.answered) {
      this.error(new CallError('the call ended without an answer', { code: 'no_answer', attempts: 0 }));
      return;
    }
    this.destination.complete();
  }

  private settle(outcome: unknown): void {
    this.answered = true;
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
