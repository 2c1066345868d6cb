import type { SchedulerLike } from 'rxjs';
import { createRetryBudget } from '../../src/engine/createRetryBudget.js';
import { retryBudgets } from '../../src/engine/retryBudgets.js';
import type { CallObserver } from '../../src/types/CallEvent.js';
import type { Route } from '../../src/types/Route.js';
import type { RetryBackoffOptions } from '../retryBackoff.js';

/** What {@link retryOptions} looks at, of the options of `complete` and `stream`. */
export interface RetryParts {
  readonly retry?:
    | (Omit<RetryBackoffOptions, 'budget'> & { readonly budget?: RetryBackoffOptions['budget'] | false })
    | false;
  readonly totalMs?: number;
  readonly random?: () => number;
  readonly scheduler?: SchedulerLike;
}

/** How calls are repeated. */
export function retryOptions(
  { retry = {}, totalMs, random, scheduler }: RetryParts,
  routes: readonly Route[],
  observe: CallObserver | undefined,
): RetryBackoffOptions {
  const { budget, ...policy } = retry === false ? { maxRetries: 0, budget: false as const } : retry;
  return {
    ...(totalMs !== undefined && { totalMs }),
    ...policy,
    ...(budget !== false && {
      budget: budget ?? (routes.length > 1 ? retryBudgets() : createRetryBudget()),
    }),
    ...(random !== undefined && { random }),
    ...(scheduler !== undefined && { scheduler }),
    ...(observe !== undefined && {
      onRetry: (reason, delayMs) => observe({ type: 'retry', reason, delayMs }),
      onUnpark: (waitMs) => observe({ type: 'admit', waitMs, waitedFor: 'retry_budget' }),
    }),
  };
}
