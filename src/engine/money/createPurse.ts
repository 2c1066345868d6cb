import type { BudgetStore, KeptPurse } from '../../types/Purse.js';
import { NanoPurse } from './NanoPurse.js';

/** Options of {@link createPurse}. */
export interface PurseOptions {
  /** US dollars. Minimum: more than 0, maximum 9,000,000. */
  readonly capUsd: number;
  /** Where it is kept from run to run. Default: nowhere. */
  readonly store?: BudgetStore;
}

/**
 * Makes a purse: what is settled and reserved never exceeds the cap together, and what the store has is never
 * less than that.
 *
 * Refuses: the first in line, with a `BudgetExhaustedError`, when it does not fit and nothing is under way; the very
 *          first call of all, with a `ConfigError`, when it is above the cap by itself.
 */
export function createPurse({ capUsd, store }: PurseOptions): KeptPurse {
  if (!(capUsd > 0 && capUsd <= 9_000_000)) {
    throw new RangeError(`expected capUsd to be above 0 and at most 9000000, got ${capUsd}`);
  }
  return new NanoPurse(capUsd, store);
}
