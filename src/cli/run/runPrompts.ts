import { lastValueFrom, pipe, takeUntil } from 'rxjs';
import { createLedger } from '../../engine/ledger.js';
import { runWith } from '../../pipeline/run.js';
import type { SourceEnd } from '../../sources/pump.js';
import { createTally } from '../../telemetry/createTally.js';
import { Closers } from '../Closers.js';
import { listenForStop, type StopSignals } from '../stopSignals.js';
import { AtOnce } from './AtOnce.js';
import { askFor } from './askFor.js';
import type { Typed } from './checkFlags.js';
import { describeRun } from './describeRun.js';
import { dryRun } from './dryRun.js';
import { endRun } from './endRun.js';
import { checkBudget, openBudget } from './openBudget.js';
import { openCache } from './openCache.js';
import { openClient } from './openClient.js';
import { openObservers } from './openObservers.js';
import { openOutput } from './openOutput.js';
import { openPrices } from './openPrices.js';
import { openSource } from './openSource.js';
import { planRun, type RunPlan } from './planRun.js';
import type { Retry } from './Retry.js';
import type { RunFlags } from './RunFlags.js';
import { tellDrain } from './tellDrain.js';
import { watchRun } from './watchRun.js';

/** `rxprompt run`: checks everything, then asks, writes and tells. Returns the exit code. */
export async function runPrompts(
  file: string | undefined,
  flags: RunFlags,
  typed: Typed,
  retry?: Retry,
): Promise<number> {
  const plan = planRun(file, flags, typed, retry);
  const signals = listenForStop(flags.drainTimeout);
  const closers = new Closers();
  closers.add(() => signals.close());
  try {
    return await runPlan(plan, signals, closers);
  } finally {
    await closers.close();
  }
}

async function runPlan(plan: RunPlan, signals: StopSignals, closers: Closers): Promise<number> {
  const { flags, input, settings, found, tell } = plan;
  const { destinations } = found;
  const prices = await openPrices(flags.prices);
  const output = await openOutput(plan);
  closers.add(() => output.close());
  const purse = openBudget(flags.maxCost, output.budget);
  if (purse !== undefined) closers.add(() => purse.close());
  const tally = createTally(undefined, purse);
  tally.countBefore(output.before);
  const atOnce = new AtOnce(flags.concurrency);
  // The source, woken at three quarters, keeps all hands full. Not more: Ctrl-C drains it.
  const ledger = createLedger({ maxItems: () => 2 * atOnce.limit + 16 + output.waiting });

  const watching = await openObservers(plan, { tally, ledger, closers, atOnce });
  const client = openClient(destinations, settings, flags, { prices, observe: watching.observe });
  atOnce.follow(client.routes);
  closers.add(() => client.close());
  for (const note of found.notes) tell(note);
  tell(describeRun(flags, settings, client, found));
  if (purse !== undefined) tell(checkBudget(purse, client.routes, settings, flags));
  if (flags.dryRun) return await dryRun(input, flags, settings, signals);

  let sourceEnd: SourceEnd | undefined;
  const ended = { plan, tally, signals, output, ledger, sourceEnd: () => sourceEnd };
  if (output.finished) return endRun(ended);

  const cache = await openCache(settings, flags.redis);
  closers.add(() => cache.close());
  const asked = askFor(flags, settings, {
    client,
    destinations,
    cache: cache.store,
    purse,
    inHand: atOnce.inHand,
  });
  if (typeof input.source !== 'string' && process.stdin.isTTY)
    tell('one prompt a line; Ctrl-D ends the input');
  output.start();
  const watched = await watchRun(plan, tally, output, atOnce);
  closers.add(() => watched.unsubscribe());
  const drain = tellDrain(plan, signals, ledger, output);
  closers.add(() => drain.unsubscribe());

  const onEnd = (end: SourceEnd) => {
    sourceEnd = end;
  };
  const rows = runWith({ ledger, tally, until: signals.stop })(
    openSource(input, { ...flags, onFormat: output.onInputFormat, onEnd, skip: output.skip }),
    pipe(plan.sanitized, output.restore, asked),
    ...output.sinks,
    ...watching.sinks,
  );
  const failed = await lastValueFrom(rows.pipe(takeUntil(signals.abort)), { defaultValue: undefined }).then(
    () => ({}),
    (error: unknown) => ({ error }),
  );
  watched.unsubscribe();
  return endRun({ ...ended, ...failed });
}
