import type { Registry } from 'prom-client';
import { defer, finalize, type MonoTypeOperatorFunction, tap } from 'rxjs';
import type { Outcome } from '../types/Outcome.js';
import { attemptMetrics, type MetricsOptions } from './attemptMetrics.js';
import { CounterFamily } from './CounterFamily.js';
import { IN_FLIGHT } from './callMetrics.js';
import { familyIn } from './Family.js';
import { GaugeFamily, type ReadLevel } from './GaugeFamily.js';

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
  const { ledger, concurrencyLimit, maxLabelValues: maxValues = 50 } = options;
  const rows = familyIn(registry, CounterFamily, {
    name: 'rxprompt_rows_total',
    help: 'Rows by outcome, ok or the code of the failure, and by the tier that had the answer already.',
    labels: ['outcome', 'cached'],
    maxValues,
  });
  const redactions = familyIn(registry, CounterFamily, {
    name: 'rxprompt_redactions_total',
    help: 'Pieces of personal data taken out of prompts.',
    labels: ['kind'],
    maxValues,
  });
  const gauge = (name: string, help: string) => familyIn(registry, GaugeFamily, { name, help }).child();
  const levels: [Set<ReadLevel>, ReadLevel][] = [];
  if (ledger !== undefined) {
    levels.push([
      gauge('rxprompt_outstanding', 'Prompts read and not yet written.'),
      () => ledger.outstanding,
    ]);
  }
  if (concurrencyLimit !== undefined) {
    levels.push([gauge('rxprompt_concurrency_limit', 'Calls that may run at once.'), concurrencyLimit]);
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
      const countCall =
        registry.getSingleMetric(IN_FLIGHT) === undefined ? fromOutcomes(registry, options) : undefined;
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
function fromOutcomes(registry: Registry, options: MetricsOptions): (outcome: Outcome) => void {
  const { ended, requests } = attemptMetrics(registry, options);
  return (outcome) => {
    if (outcome.attempts === 0) return;
    if (outcome.status === 'error') {
      requests.child('unknown', 'unknown', outcome.error.code).value += outcome.attempts;
      return;
    }
    if (outcome.attempts > 1) {
      requests.child(outcome.route, outcome.model, 'retried').value += outcome.attempts - 1;
    }
    const { route, model, latencyMs, usage, costUsd } = outcome;
    ended({ route, model, outcome: 'ok', latencyMs, usage, costUsd });
  };
}
