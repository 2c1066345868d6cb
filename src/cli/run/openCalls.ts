import type { Observable, OperatorFunction } from 'rxjs';
import type { AnswerTerms } from '../../../operators/complete.js';
import type { Client } from '../../client/createClient.js';
import { createLedger, type Ledger } from '../../engine/ledger.js';
import type { PriceTable } from '../../engine/money/PriceTable.js';
import type { Sink } from '../../pipeline/run.js';
import { createTally, type Tally } from '../../telemetry/createTally.js';
import type { CallObserver } from '../../types/CallEvent.js';
import type { Outcome } from '../../types/Outcome.js';
import type { Prompt } from '../../types/Prompt.js';
import type { BudgetStore } from '../../types/Purse.js';
import type { Delta } from '../../types/Reply.js';
import type { Closers } from '../Closers.js';
import { AtOnce } from './AtOnce.js';
import { askFor, limiterOf, type Means } from './askFor.js';
import type { RunLimiter } from './createLimiter.js';
import { describeRun } from './describeRun.js';
import { checkBudget, openBudget } from './openBudget.js';
import { openCache } from './openCache.js';
import { openClient } from './openClient.js';
import { openObservers } from './openObservers.js';
import { openPrices } from './openPrices.js';
import { openSchema } from './openSchema.js';
import type { CallPlan } from './planCalls.js';
import { streamFor } from './streamFor.js';

/** What a command that makes calls may say of itself. */
export interface CallOptions {
  /** Keeps what is spent from one time to the next. Default: nobody does. */
  readonly budget?: BudgetStore | undefined;
  /** How many prompts may wait for those before them, besides those in hand. Default 0. */
  readonly waiting?: number;
  /** Default: those that the flags name. */
  readonly prices?: PriceTable;
  /** What answers must be. Default: what the flags say. */
  readonly validate?: AnswerTerms | undefined;
  /** Sees every attempt too. */
  readonly observe?: CallObserver;
  /** What is about to be done, in one line. Default: which model, where, how fast. */
  readonly describe?: (client: Client) => string;
}

/** A client that is open, with all that bounds, pays for and watches its calls, as the flags of a run say. */
export interface OpenCalls {
  readonly client: Client;
  /** Sees every attempt; count outcomes yourself. */
  readonly tally: Tally;
  readonly ledger: Ledger;
  readonly atOnce: AtOnce;
  /** Of all routes together; `undefined` when there is one, which has its own. */
  readonly limiter: RunLimiter | undefined;
  /** Metrics and the audit log: put outcomes through them. */
  readonly sinks: readonly Sink[];
  /** Opens the cache, and makes the operator that asks; from the first value of `until` on it sends nothing more. */
  ask(until?: Observable<unknown>): Promise<OperatorFunction<Prompt, Outcome>>;
  /** The same for one answer as it comes. */
  stream(): Promise<(prompt: Prompt) => Observable<Delta>>;
}

/**
 * Opens the client and tells what is about to be done with it. Whatever was opened is let go of by `closers`.
 *
 * @throws ConfigError for what cannot be, such as a cap below the price of one call.
 */
export async function openCalls(
  plan: CallPlan,
  closers: Closers,
  { budget, waiting = 0, ...given }: CallOptions = {},
): Promise<OpenCalls> {
  const { flags, settings, found, tell } = plan;
  const { destinations } = found;
  const prices = given.prices ?? (await openPrices(flags.prices));
  const validate = given.validate ?? (await openSchema(plan.schema, flags));
  const purse = openBudget(flags.maxCost, budget);
  if (purse !== undefined) closers.add(() => purse.close());
  const tally = createTally(undefined, purse);
  const atOnce = new AtOnce(flags.concurrency);
  // The source, woken at three quarters, keeps all hands full.
  const ledger = createLedger({ maxItems: () => 2 * atOnce.limit + 16 + waiting });

  const observers = await openObservers(plan, { tally, ledger, closers, atOnce });
  const { sinks } = observers;
  const observe = given.observe === undefined ? observers.observe : both(observers.observe, given.observe);
  const client = openClient(destinations, settings, flags, { prices, observe });
  atOnce.follow(client.routes);
  const limiter = limiterOf(flags, client.routes.length);
  closers.add(() => client.close());
  for (const note of found.notes) tell(note);
  tell(given.describe?.(client) ?? describeRun(flags, settings, client, found));
  if (purse !== undefined) tell(checkBudget(purse, client.routes, settings, flags));

  const means = async (): Promise<Means> => {
    const cache = await openCache(settings, flags.redis);
    closers.add(() => cache.close());
    return {
      client,
      destinations,
      cache: cache.store,
      purse,
      validate,
      limiter,
      inHand: atOnce.inHand,
    };
  };
  return {
    client,
    tally,
    ledger,
    atOnce,
    limiter,
    sinks,
    ask: async (until) => askFor(flags, settings, { ...(await means()), until }),
    stream: async () => streamFor(flags, settings, await means()),
  };
}

function both(one: CallObserver, other: CallObserver): CallObserver {
  return (event) => {
    one(event);
    other(event);
  };
}
