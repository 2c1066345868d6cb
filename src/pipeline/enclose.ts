import { from, isObservable, Observable, type ObservableInput, of } from 'rxjs';
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
  return new Observable((destination) => {
    let answered = false;
    const settle = (outcome: unknown) => {
      answered = true;
      destination.next(outcome);
    };
    let calls: ObservableInput<unknown>;
    try {
      calls = call();
    } catch (error) {
      settle(failureOf(prompt, error));
      destination.complete();
      return;
    }
    destination.add(
      (isObservable(calls) ? calls : from(calls)).subscribe({
        next: (result) => (answered ? onExtra() : settle(labelled(prompt, result))),
        error: (error: unknown) => {
          if (endsRun(error)) destination.error(error);
          else {
            if (!answered) settle(failureOf(prompt, error));
            destination.complete();
          }
        },
        complete: () => {
          if (!answered) {
            const error = new CallError('the call ended without an answer', {
              code: 'no_answer',
              attempts: 0,
            });
            settle(failureOf(prompt, error));
          }
          destination.complete();
        },
      }),
    );
  });
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
