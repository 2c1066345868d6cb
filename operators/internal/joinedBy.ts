import { Observable, type OperatorFunction, type Subject, type Subscriber } from 'rxjs';
import { subscriberOf } from '../../src/stage/subscriberOf.js';
import type { Outcome } from '../../src/types/Outcome.js';
import type { Prompt } from '../../src/types/Prompt.js';

/** Makes questions of prompts, and outcomes of their answers. */
export interface Desk {
  readonly questions: Subject<Prompt>;
  take(prompt: Prompt): void;
  answered(outcome: Outcome): void;
  /** There are no further prompts. */
  end(): void;
  /** Everything is cancelled. */
  forget(): void;
}

/** Prompts go to a desk, its questions through `ask`, and their answers back to it; one desk for each subscription. */
export function joinedBy(
  ask: OperatorFunction<Prompt, Outcome>,
  deskFor: (destination: Subscriber<Outcome>) => Desk,
): OperatorFunction<Prompt, Outcome> {
  return (source) =>
    new Observable((destination) => {
      const desk = deskFor(destination);
      destination.add(() => desk.forget());
      destination.add(
        desk.questions.pipe(ask).subscribe({
          next: (outcome) => desk.answered(outcome),
          error: (error) => destination.error(error),
          complete: () => destination.complete(),
        }),
      );
      const outer = subscriberOf<Prompt>({
        next: (prompt) => desk.take(prompt),
        error: (error) => destination.error(error),
        complete: () => desk.end(),
      });
      destination.add(outer);
      source.subscribe(outer);
    });
}
