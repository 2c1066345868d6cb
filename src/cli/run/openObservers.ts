import type { Sink } from '../../pipeline/run.js';
import type { Tally } from '../../telemetry/createTally.js';
import type { CallObserver } from '../../types/CallEvent.js';
import type { Closers } from '../Closers.js';
import { auditMetaOf } from './auditMetaOf.js';
import { openMetrics } from './openMetrics.js';
import type { CallPlan } from './planCalls.js';

/** Those who watch a run: calls, and rows that were written. */
export interface Observers {
  readonly observe: CallObserver;
  readonly sinks: readonly Sink[];
}

/** What they see. */
export interface Watched {
  readonly tally: Tally;
  readonly ledger: { readonly outstanding: number };
  readonly atOnce: { readonly limit: number };
  readonly closers: Closers;
}

/** Opens what `--metrics-port` and `--audit-log` ask for. */
export async function openObservers(
  { flags, found, tell }: CallPlan,
  { tally, ledger, closers, atOnce }: Watched,
): Promise<Observers> {
  const sinks: Sink[] = [];
  let { observe } = tally;
  if (flags.dryRun) return { observe, sinks };
  if (flags.metricsPort !== undefined) {
    const metrics = await openMetrics(flags.metricsPort, flags, {
      ledger,
      atOnce,
      routes: found.destinations,
    });
    closers.add(() => metrics.close());
    sinks.push(metrics.sink);
    observe = (event) => {
      tally.observe(event);
      metrics.observe(event);
    };
    tell(`metrics at ${metrics.url}`);
  }
  if (flags.auditLog !== undefined) {
    const { auditLog } = await import('../../sinks/auditLog.js');
    const { createAuditLogger } = await import('../../sinks/createAuditLogger.js');
    const logger = await createAuditLogger(flags.auditLog);
    closers.add(() => logger.close());
    sinks.push(auditLog(logger, auditMetaOf(flags.auditMeta)));
  }
  return { observe, sinks };
}
