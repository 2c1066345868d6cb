import type { Registry } from 'prom-client';
import { defer, finalize, type MonoTypeOperatorFunction, tap } from 'rxjs';
import type { Outcome } from '../types/Outcome.js';
import { attemptMetrics } from './attemptMetrics.js';
import { Families, type MetricsOptions } from './Families.js';
import type { ReadLevel } from './GaugeFamily.js';
import { METRICS } from './metrics.js';

/** Options of {@link recordMetrics}. */
export interface RecordMetricsOptions extends MetricsOptions {
  /** The run's account, for `rxprompt_outstanding`. Default: the gauge is not there. */
  readonly ledger?: { readonly outstanding: number };
  /** Reads how many calls may run at once, for `rxprompt_concurrency_limit`. Default: the gauge is not there. */
  readonly concurrencyLimit?: ReadLevel;
}

/**
 * At the end of a pipe: counts each outcome in a prom-client `registry` and passes it on.
 *
 * Counts rows and redactions. When no `callMetrics` is on the registry at the time of subscribing, it counts from
 * the outcomes what those say of their calls, so that a pipeline without a client of ours has the usual metrics:
 * requests, latency, tokens and cost. Of a call that was retried they know the last attempt only; the others
 * stand under the outcome `retried`, and what those cost is missing.
 *
 * Holds:   nothing.
 * Errors:  those of the source.
 * Cancels: unsubscribing takes its gauges out of the sums.
 */
export function recordMetrics<T extends Outcome>(
  registry: Registry,
  options: RecordMetricsOptions = {},
): MonoTypeOperatorFunction<T> {
  const { ledger, concurrencyLimit } = options;
  const families = new Families(registry, options);
  const rows = families.counter(METRICS.rows);
  const redactions = families.counter(METRICS.redactions);
  const levels: [Set<ReadLevel>, ReadLevel][] = [];
  if (ledger !== undefined) {
    levels.push([families.gauge(METRICS.outstanding).child(), () => ledger.outstanding]);
  }
  if (concurrencyLimit !== undefined) {
    levels.push([families.gauge(METRICS.concurrencyLimit).child(), concurrencyLimit]);
  }
  const ok = rows.child('ok', '');

  const count = (outcome: Outcome) => {
    if (outcome.status === 'error') rows.child(outcome.error.code, '').value++;
    else if (outcome.cached === null) ok.value++;
    else rows.child('ok', outcome.cached).value++;
    const taken = outcome.prompt.redactions;
    for (const kind in taken) redactions.child(kind).value += taken[kind] as number;
  };

  return (source) =>
    defer(() => {
      // Where its gauge is, the calls themselves are counted.
      const countCall = families.has(METRICS.inFlight) ? undefined : fromOutcomes(families, options);
      for (const [readers, read] of levels) readers.add(read);
      return source.pipe(
        tap((outcome) => {
          count(outcome);
          countCall?.(outcome);
        }),
        finalize(() => {
          for (const [readers, read] of levels) readers.delete(read);
        }),
      );
    });
}

/** Counts calls as far as their outcomes tell. */
function fromOutcomes(families: Families, options: MetricsOptions): (outcome: Outcome) => void {
  const ended = attemptMetrics(families, options);
  const requests = families.counter(METRICS.requests);
  return (outcome) => {
    if (outcome.attempts === 0) return;
    if (outcome.status === 'error') {
      requests.child('unknown', 'unknown', outcome.error.code).value += outcome.attempts;
      return;
    }
    const { route, model, attempts, latencyMs, ttftMs, usage, costUsd } = outcome;
    if (attempts > 1) requests.child(route, model, 'retried').value += attempts - 1;
    ended({ route, model, outcome: 'ok', latencyMs, ttftMs, usage, costUsd });
  };
}
