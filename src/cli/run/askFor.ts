import { type Observable, type OperatorFunction, pipe } from 'rxjs';
import { type AnswerTerms, complete } from '../../../operators/complete.js';
import type { Client } from '../../client/createClient.js';
import { createHedger } from '../../engine/createHedger.js';
import type { CacheStore } from '../../types/CacheStore.js';
import type { Outcome } from '../../types/Outcome.js';
import type { Prompt } from '../../types/Prompt.js';
import type { Purse } from '../../types/Purse.js';
import { createLimiter, type RunLimiter } from './createLimiter.js';
import { endOnUnknownModel } from './endOnUnknownModel.js';
import { listModels } from './listModels.js';
import { probeFirst } from './probeFirst.js';
import type { CallFlags } from './RunFlags.js';
import type { Destination } from './resolveRoutes.js';
import type { Settings } from './settingsOf.js';

/** What a run asks with. */
export interface Means {
  readonly client: Client;
  readonly destinations: readonly Destination[];
  readonly cache: CacheStore | undefined;
  readonly purse: Purse | undefined;
  /** What answers must be. Default: anything. */
  readonly validate?: AnswerTerms | undefined;
  /** Of all routes together. */
  readonly limiter: RunLimiter | undefined;
  /** Prompts in hand at once. */
  readonly inHand: Observable<number>;
  /** From its first value on nothing more is sent. */
  readonly until?: Observable<unknown> | undefined;
}

/** Prompts to outcomes, as the flags want it; a key that is refused and a model that is unknown end it early. */
export function askFor(
  flags: CallFlags,
  { model, retry, attemptMs }: Settings,
  { client, destinations, cache, purse, validate, limiter, inHand, until }: Means,
): OperatorFunction<Prompt, Outcome> {
  const [first] = destinations as [Destination];
  const known = endOnUnknownModel(first.settings?.models?.[model] ?? model, () => listModels(first));
  return probeFirst(inHand, (concurrency) =>
    pipe(
      complete(client, {
        concurrency,
        ...(limiter !== undefined && { limiter }),
        stream: flags.stream === true,
        retry,
        ...(flags.hedge && { hedge: createHedger() }),
        whenOpen: flags.whenDown ?? 'wait',
        deadline: { totalMs: attemptMs },
        ...(validate !== undefined && { validate }),
        ...(purse !== undefined && { budget: purse }),
        ...(until !== undefined && { until }),
        ...(flags.totalTimeout !== undefined && { totalMs: flags.totalTimeout }),
        // Without the cache every prompt is asked for itself, equal ones in flight too.
        ...(cache === undefined ? { flights: false } : { cache }),
      }),
      known,
    ),
  );
}

/** Over all routes, where there are several or something to keep; what `auto` finds out is each route's own. */
export function limiterOf(
  { concurrency, ...flags }: Pick<CallFlags, 'concurrency' | 'rpm' | 'tpm' | 'limiter'>,
  routes = 1,
): RunLimiter | undefined {
  if (concurrency !== 'auto') return createLimiter({ ...flags, concurrency });
  return routes === 1 && flags.rpm === undefined && flags.tpm === undefined
    ? undefined
    : createLimiter(flags);
}
