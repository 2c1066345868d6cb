import { CallError } from './CallError.js';

/** Every route was tried and none answered. */
export class AllRoutesFailedError extends CallError {
  /** The error of each route, in the order of trying. */
  readonly errors: readonly CallError[];

  constructor(errors: readonly CallError[]) {
    const waits = errors.filter((error) => error.retryable).map((error) => error.retryAfterMs ?? 0);
    const last = errors.at(-1);
    super(
      `no route answered: ${errors.map((error) => `${error.route ?? 'route'}: ${error.message}`).join('; ')}`,
      {
        code: 'all_routes_failed',
        retryable: errors.some((error) => error.retryable),
        failover: false,
        account: errors.length > 0 && errors.every((error) => error.account),
        httpStatus: last?.httpStatus ?? null,
        body: last?.body ?? null,
        // The soonest of the routes that may be asked again.
        retryAfterMs: waits.length > 0 ? Math.min(...waits) : null,
        attempts: errors.reduce((sum, error) => sum + error.attempts, 0),
        cause: last,
      },
    );
    this.errors = errors;
  }
}
