import { lastValueFrom, pipe, takeUntil } from 'rxjs';
import { createLedger } from '../../engine/ledger.js';
import { runWith, type Sink } from '../../pipeline/run.js';
import { toJsonl } from '../../sinks/toJsonl.js';
import { createTally, type Tally } from '../../telemetry/createTally.js';
import type { CallObserver } from '../../types/CallEvent.js';
import { EXIT } from '../exitCodes.js';
import { grouped } from '../grouped.js';
import { reportError } from '../reportError.js';
import { say } from '../say.js';
import { listenForStop, type StopSignals } from '../stopSignals.js';
import { askFor } from './askFor.js';
import { auditMetaOf } from './auditMetaOf.js';
import { checkFlags, type Typed } from './checkFlags.js';
import { checkInput } from './checkInput.js';
import { checkOutput, checkSide } from './checkOutput.js';
import { describeRun } from './describeRun.js';
import { dryRun } from './dryRun.js';
import { findRoutes } from './findRoutes.js';
import { checkBudget, openBudget } from './openBudget.js';
import { openCache } from './openCache.js';
import { openClient } from './openClient.js';
import { openMetrics } from './openMetrics.js';
import { openPrices } from './openPrices.js';
import { openSource } from './openSource.js';
import type { RunFlags } from './RunFlags.js';
import { requireModel } from './requireModel.js';
import { sanitizeWith } from './sanitizeWith.js';
import { settingsOf } from './settingsOf.js';
import { showProgress } from './showProgress.js';
import { tellSummary } from './tellSummary.js';

/** `rxprompt run`: checks everything, then asks, writes and tells. Returns the exit code. */
export async function runPrompts(file: string | undefined, flags: RunFlags, typed: Typed): Promise<number> {
  const tell = flags.quiet ? () => {} : say;
  if (flags.config !== undefined) tell(`settings from ${flags.config}`);
  checkFlags(flags, file, typed);
  const input = checkInput(file);
  checkOutput(flags.output, { input, fresh: flags.fresh === true });
  checkSide('--audit-log', flags.auditLog, { input, output: flags.output });
  checkSide('--summary', flags.summary, { input, output: flags.output });
  const sanitized = sanitizeWith(flags.sanitize);
  const settings = settingsOf(flags);
  const found = findRoutes(flags);
  requireModel(found.destinations, flags, settings);
  const closers: (() => unknown)[] = [];
  const signals = listenForStop(flags.drainTimeout);
  closers.push(() => signals.close());

  try {
    const prices = await openPrices(flags.prices);
    const purse = openBudget(flags.maxCost);
    if (purse !== undefined) closers.push(() => purse.close());
    const tally = createTally(undefined, purse);
    // Prompts that sleep before a retry should not keep others from their turn, so more are in hand than requests
    // are made at once; and the source, woken at three quarters, keeps all hands full. Not more: Ctrl-C drains it.
    const inHand = Math.ceil(1.5 * flags.concurrency);
    const ledger = createLedger({ maxItems: 2 * flags.concurrency + 16 });
    let observe: CallObserver = tally.observe;
    const sinks: Sink[] = [
      toJsonl(flags.output === '-' ? process.stdout : flags.output, { format: flags.outputFormat }),
    ];

    if (flags.metricsPort !== undefined && !flags.dryRun) {
      const metrics = await openMetrics(flags.metricsPort, flags, { ledger, routes: found.destinations });
      closers.push(() => metrics.close());
      sinks.push(metrics.sink);
      observe = (event) => {
        tally.observe(event);
        metrics.observe(event);
      };
      tell(`metrics at ${metrics.url}`);
    }
    const client = openClient(found.destinations, settings, flags, { prices, observe });
    closers.push(() => client.close());
    for (const note of found.notes) tell(note);
    tell(describeRun(flags, settings, client, found));
    if (purse !== undefined) tell(checkBudget(purse, client.routes, settings, flags));
    if (flags.dryRun) return await dryRun(input, flags, settings, signals);

    const cache = await openCache(settings, flags.redis);
    closers.push(() => cache.close());
    if (flags.auditLog !== undefined) {
      const { auditLog } = await import('../../sinks/auditLog.js');
      const { createAuditLogger } = await import('../../sinks/createAuditLogger.js');
      const logger = await createAuditLogger(flags.auditLog);
      closers.push(() => logger.close());
      sinks.push(auditLog(logger, auditMetaOf(flags.auditMeta)));
    }

    const { destinations } = found;
    const asked = askFor(flags, settings, { client, destinations, cache: cache.store, purse, inHand });

    if (typeof input.source !== 'string' && process.stdin.isTTY)
      tell('one prompt a line; Ctrl-D ends the input');
    if (!flags.quiet) {
      const progress = showProgress(tally);
      closers.push(() => progress.unsubscribe());
    }
    const drain = signals.stop.subscribe((signal) => {
      const way = signal === 'SIGINT' ? 'Ctrl-C again aborts' : `at most ${flags.drainTimeout / 1_000} s`;
      tell(`stopping: ${grouped(ledger.outstanding)} prompts are under way and will be finished (${way})`);
    });
    closers.push(() => drain.unsubscribe());

    const run = runWith({ ledger, tally, until: signals.stop });
    let code: number = EXIT.ok;
    try {
      const rows = run(openSource(input, flags), pipe(sanitized, asked), ...sinks);
      await lastValueFrom(rows.pipe(takeUntil(signals.abort)), { defaultValue: undefined });
    } catch (error) {
      code = reportError(error, found.keySource);
    }
    return finish(code, { flags, tally, signals, outstanding: ledger.outstanding, name: input.name });
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

interface Ended {
  readonly flags: RunFlags;
  readonly tally: Tally;
  readonly signals: StopSignals;
  readonly outstanding: number;
  readonly name: string;
}

/** Tells what has come of a run that ended with `code`, and decides on the final one. */
function finish(code: number, { flags, tally, signals, outstanding, name }: Ended): number {
  if (code === EXIT.closedPipe) return code;
  const snapshot = tally.snapshot();
  const tell = flags.quiet ? () => {} : say;
  if (code === EXIT.ok) {
    const { received } = signals;
    if (received !== undefined) {
      code = received === 'SIGINT' ? EXIT.interrupted : EXIT.terminated;
      if (outstanding > 0) tell(`aborted: ${grouped(outstanding)} prompts have no row`);
      else tell('stopped: every prompt that was sent has its row');
    } else if (snapshot.rows.failed > 0) code = EXIT.rowsFailed;
    if (snapshot.rows.total === 0 && received === undefined) tell(`${name} holds no prompts`);
  }
  // Of a run that was refused before anything came of it there are no figures to show.
  const isIdle = snapshot.rows.total === 0 && snapshot.attempts.ok === 0;
  tellSummary(snapshot, isIdle && code !== EXIT.ok ? { ...flags, quiet: true } : flags);
  return code;
}
