import {
  defer,
  type Observable,
  type OperatorFunction,
  race,
  Subject,
  startWith,
  switchMap,
  take,
  tap,
  timer,
} from 'rxjs';
import type { Outcome } from '../../types/Outcome.js';
import type { Prompt } from '../../types/Prompt.js';

/** A key that is refused is refused at once; an answer that takes longer holds nobody up. */
const PROBE_MS = 500;

/**
 * On the stream: lets one prompt go ahead of the others, until it has its row or a moment has passed, so that a wrong
 * key costs one refusal and not one for each prompt in hand.
 *
 * @param inHand Prompts in hand after that.
 */
export function probeFirst(
  inHand: Observable<number>,
  ask: (concurrency: Observable<number>) => OperatorFunction<Prompt, Outcome>,
): OperatorFunction<Prompt, Outcome> {
  return (prompts) =>
    defer(() => {
      const answered = new Subject<void>();
      const concurrency = race(answered, timer(PROBE_MS)).pipe(
        take(1),
        switchMap(() => inHand),
        startWith(1),
      );
      return prompts.pipe(
        ask(concurrency),
        tap(() => answered.next()),
      );
    });
}
