import { Observable, type OperatorFunction, Subject } from 'rxjs';
import type { Answer, Outcome } from '../../types/Outcome.js';
import type { Prompt } from '../../types/Prompt.js';

/** On the stream: prompts that have their answer already get it again; `ask` is asked the others. */
export function recall(
  find: (prompt: Prompt) => Answer | undefined,
  ask: OperatorFunction<Prompt, Outcome>,
): OperatorFunction<Prompt, Outcome> {
  return (prompts) =>
    new Observable((destination) => {
      const others = new Subject<Prompt>();
      destination.add(others.pipe(ask).subscribe(destination));
      destination.add(
        prompts.subscribe({
          next(prompt) {
            let known: Answer | undefined;
            try {
              known = find(prompt);
            } catch (error) {
              destination.error(error);
              return;
            }
            if (known === undefined) others.next(prompt);
            else destination.next(known);
          },
          error: (error) => destination.error(error),
          complete: () => others.complete(),
        }),
      );
    });
}
