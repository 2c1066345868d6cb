import { type MonoTypeOperatorFunction, Observable } from 'rxjs';
import type { Ledger } from '../engine/ledger.js';
import { FlowStalledError } from '../errors/FlowStalledError.js';
import { RxpromptError } from '../errors/RxpromptError.js';
import type { Tally } from '../telemetry/createTally.js';
import { isOutcome, type Outcome } from '../types/Outcome.js';

/** Lets one outcome for each ticket through to the sinks, and ends in an error when tickets are left over. */
export function onePerPrompt(ledger: Ledger, tally: Tally): MonoTypeOperatorFunction<Outcome> {
  return (source) =>
    new Observable((destination) =>
      source.subscribe({
        next: (outcome) => {
          if (!isOutcome(outcome)) {
            destination.error(
              new RxpromptError(
                'the pipeline of a run must end in outcomes: use complete() or catchFailure()',
                {
                  code: 'bad_pipeline',
                },
              ),
            );
          } else if (ledger.claim(outcome.seq, outcome.prompt.part)) destination.next(outcome);
          else tally.countExtra();
        },
        error: (error) => destination.error(error),
        complete: () => {
          if (ledger.unclaimed === 0) destination.complete();
          else destination.error(new FlowStalledError(ledger.oldest(5), ledger.unclaimed));
        },
      }),
    );
}
