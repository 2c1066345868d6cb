import {
  catchError,
  defer,
  map,
  mergeMap,
  type ObservableInput,
  type OperatorFunction,
  pipe,
  throwError,
} from 'rxjs';
import { ConfigError } from '../../errors/ConfigError.js';
import type { Failure, Outcome } from '../../types/Outcome.js';
import { modelRemedy } from './modelRemedy.js';

/**
 * On the stream: ends a run whose model no server has, before every prompt fails the same way, and names the nearest
 * of those that there are. A model that a prompt names itself, or that has answered, makes failed rows.
 *
 * @param model As it is sent.
 * @param list Asks the server for its models.
 */
export function endOnUnknownModel(
  model: string,
  list: () => ObservableInput<readonly string[]>,
): OperatorFunction<Outcome, Outcome> {
  let isKnown = false;
  return pipe(
    map((outcome) => {
      if (isKnown) return outcome;
      if (outcome.status === 'ok') isKnown = outcome.prompt.params?.model === undefined;
      else if (outcome.error.code === 'model_not_found' && outcome.prompt.params?.model === undefined) {
        throw new UnknownModel(outcome);
      }
      return outcome;
    }),
    catchError((error: unknown) => {
      if (!(error instanceof UnknownModel)) return throwError(() => error);
      const { message } = error.failure.error;
      return defer(list).pipe(
        mergeMap((models) =>
          throwError(() => new ConfigError(`${message}${modelRemedy(model, models, 'by --model')}`)),
        ),
      );
    }),
  );
}

/** Carries the failure from one operator to the next; nobody sees it. */
class UnknownModel extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.error.message);
    this.failure = failure;
  }
}
