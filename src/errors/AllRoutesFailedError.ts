import { CallError } from './CallError.js';

/** Every route was tried and none answered. When none has the model, its code is `model_not_found`, as theirs. */
export class AllRoutesFailedError extends CallError {
  /** The error of each route, in the order of trying. */
  readonly errors: readonly CallError[];

  constructor(errors: readonly CallError[]) {
    const waits = errors.filter((error) => error.retryable).map((error) => error.retryAfterMs ?? 0);
    const last = errors.at(-1);
    const answered = errors.findLast(({ httpStatus }) => httpStatus !== null);
    super(`no route answered: ${errors.map(named).join('; ')}`, {
      code:
        errors.length > 0 && errors.every(({ code }) => code === NO_MODEL) ? NO_MODEL : 'all_routes_failed',
      retryable: errors.some((error) => error.retryable),
      failover: false,
      account: errors.length > 0 && errors.every((error) => error.account),
      // Of the last route that answered at all.
      httpStatus: answered?.httpStatus ?? null,
      body: answered?.body ?? null,
      // The soonest of the routes that may be asked again.
      retryAfterMs: waits.length > 0 ? Math.min(...waits) : null,
      attempts: errors.reduce((sum, error) => sum + error.attempts, 0),
      cause: last,
    });
    this.errors = errors;
  }
}

const NO_MODEL = 'model_not_found';

/** With the name of its route, unless its message begins with that anyway. */
function named({ route, message }: CallError): string {
  return route === null || message.startsWith(route) ? message : `${route}: ${message}`;
}
