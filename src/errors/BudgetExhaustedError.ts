import { RxpromptError } from './RxpromptError.js';

/** Nothing is under way that could give money back, and the next call may cost more than is left. */
export class BudgetExhaustedError extends RxpromptError {
  readonly capUsd: number;
  readonly spentUsd: number;
  /** What the next call may cost at most. */
  readonly neededUsd: number;

  constructor(
    message: string,
    { capUsd, spentUsd, neededUsd }: Pick<BudgetExhaustedError, 'capUsd' | 'spentUsd' | 'neededUsd'>,
  ) {
    super(message, { code: 'budget_exhausted' });
    this.capUsd = capUsd;
    this.spentUsd = spentUsd;
    this.neededUsd = neededUsd;
  }
}
