import { createPurse } from '../../engine/money/createPurse.js';
import { dollars } from '../../engine/money/dollars.js';
import { ConfigError } from '../../errors/ConfigError.js';
import type { Prompt } from '../../types/Prompt.js';
import type { BudgetStore, KeptPurse } from '../../types/Purse.js';
import type { Route } from '../../types/Route.js';
import { grouped } from '../grouped.js';
import type { RunFlags } from './RunFlags.js';
import type { Settings } from './settingsOf.js';

/** The shortest prompt there is: no call costs less. */
const SHORTEST: Prompt = { id: '', seq: 0, messages: [{ role: 'user', content: '' }] };

/** The purse for `--max-cost`; `undefined` without it. */
export function openBudget(capUsd: number | undefined, store?: BudgetStore): KeptPurse | undefined {
  if (capUsd === undefined) return undefined;
  return createPurse({ capUsd, ...(store !== undefined && { store }) });
}

/**
 * Makes sure that calls can be paid for, and says for people what the cap means.
 *
 * @throws ConfigError when a route cannot say what it costs, or a single call may cost more than the cap.
 */
export function checkBudget(
  { capUsd }: KeptPurse,
  routes: readonly Route[],
  { attemptMs }: Pick<Settings, 'attemptMs'>,
  { concurrency }: Pick<RunFlags, 'concurrency'>,
): string {
  const now = Date.now();
  const dearestUsd = Math.max(...routes.map((route) => worstOf(route, now, attemptMs)));
  if (dearestUsd > capUsd) {
    throw new ConfigError(
      `--max-cost ${capUsd}: a single call may cost ${dollars(dearestUsd)}; raise it, or bound the answers: --max-tokens N`,
    );
  }
  const atOnce = Math.floor(capUsd / dearestUsd);
  const hint =
    atOnce < (concurrency === 'auto' ? 500 : concurrency)
      ? ` (no more than ${grouped(atOnce)} at once; --max-tokens N lets in more)`
      : '';
  return `at most ${dollars(capUsd)}: ${dollars(dearestUsd)} or more is set aside for a call until its bill is there${hint}`;
}

function worstOf(route: Route, now: number, attemptMs: number): number {
  try {
    const usd = route.quote?.(SHORTEST).worstUsd(now, now + attemptMs);
    if (usd != null) return usd;
  } catch (error) {
    throw new ConfigError(`--max-cost: ${(error as Error).message} (--prices FILE)`, error);
  }
  throw new ConfigError(`--max-cost: nobody knows what ${route.name} costs today: add it to --prices FILE`);
}
