import type { RetryBudget, RetryBudgets } from '../types/RetryBudget.js';
import { createRetryBudget, type RetryBudgetOptions } from './createRetryBudget.js';

/** A {@link createRetryBudget} for each route, made when it is first asked for: one in trouble takes nothing of another's. */
export function retryBudgets(options: RetryBudgetOptions = {}): RetryBudgets {
  const budgets = new Map<string | null, RetryBudget>();
  return (route) => {
    let budget = budgets.get(route);
    if (budget === undefined) {
      budget = createRetryBudget(options);
      budgets.set(route, budget);
    }
    return budget;
  };
}
