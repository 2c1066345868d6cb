import { BudgetExhaustedError } from '../../errors/BudgetExhaustedError.js';
import { ConfigError } from '../../errors/ConfigError.js';
import type { Purse } from '../../types/Purse.js';
import { dollars } from './dollars.js';

const REMEDY = 'raise it, or limit the answers (max_tokens)';

/**
 * Why a call of up to so much is not paid for.
 *
 * @param isFirst Nothing was ever spent: then it is whoever set the cap that is wrong.
 */
export function refusalOf(
  { capUsd, spentUsd, unreportedUsd }: Pick<Purse, 'capUsd' | 'spentUsd' | 'unreportedUsd'>,
  neededUsd: number,
  isFirst: boolean,
): Error {
  if (isFirst) {
    return new ConfigError(
      `a budget of ${dollars(capUsd)} is below one call, which may cost up to ${dollars(neededUsd)}: ${REMEDY}`,
    );
  }
  const unreported =
    unreportedUsd > 0 ? ` (${dollars(unreportedUsd)} of it for calls that brought no bill)` : '';
  return new BudgetExhaustedError(
    `the budget is used up: ${dollars(spentUsd)} of ${dollars(capUsd)} spent${unreported}, and the next call may cost ` +
      `up to ${dollars(neededUsd)}: ${REMEDY}`,
    { capUsd, spentUsd, neededUsd },
  );
}
