import { type Observable, tap } from 'rxjs';
import { answerOf } from '../../engine/answerOf.js';
import { failureOf } from '../../engine/failureOf.js';
import { CallError } from '../../errors/CallError.js';
import type { Outcome } from '../../types/Outcome.js';
import type { Prompt } from '../../types/Prompt.js';
import type { Delta } from '../../types/Reply.js';

/** Tells `count` what becomes of each call, once: it was answered, it failed, or nobody wanted it any more. */
export function withOutcomes(
  ask: (prompt: Prompt) => Observable<Delta>,
  count: (outcome: Outcome) => void,
): (prompt: Prompt) => Observable<Delta> {
  return (prompt) =>
    ask(prompt).pipe(
      tap({
        next: (delta) => {
          if (delta.type === 'end') count(answerOf(prompt, delta.reply));
        },
        error: (error) => count(failureOf(prompt, error)),
        unsubscribe: () => count(failureOf(prompt, stopped())),
      }),
    );
}

function stopped(): CallError {
  return new CallError('it was stopped before its end', { code: 'stopped' });
}
