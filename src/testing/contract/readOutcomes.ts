import type { Observable } from 'rxjs';
import type { Outcome } from '../../types/Outcome.js';

/** What comes of a stream of outcomes, until it ends. */
export function readOutcomes(
  outcomes: Observable<Outcome>,
): Promise<{ readonly values: readonly Outcome[]; readonly error: unknown }> {
  const values: Outcome[] = [];
  return new Promise((resolve) => {
    outcomes.subscribe({
      next: (outcome) => values.push(outcome),
      error: (error) => resolve({ values, error }),
      complete: () => resolve({ values, error: undefined }),
    });
  });
}

/** Lets the event loop turn so many times. */
export async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise(setImmediate);
}
