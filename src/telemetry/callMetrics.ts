import type { Registry } from 'prom-client';
import type { CallObserver } from '../types/CallEvent.js';
import { attemptMetrics, type MetricsOptions } from './attemptMetrics.js';
import { CounterFamily } from './CounterFamily.js';
import { familyIn } from './Family.js';
import { GaugeFamily } from './GaugeFamily.js';
import { HistogramFamily } from './HistogramFamily.js';

/** Its presence in a registry says that the calls themselves are counted there. */
export const IN_FLIGHT = 'rxprompt_in_flight';

const WAIT_BOUNDS = [0.001, 0.004, 0.016, 0.064, 0.256, 1.024, 4.096, 16.384, 65.536, 262.144];

/**
 * Counts calls as they happen in a prom-client `registry`: attempts, their latency, tokens and cost, what is in
 * flight, waits for a permit, retries, failovers and cache lookups. Give it to the client as its observer, before
 * a `recordMetrics` on the same registry is subscribed: that one then leaves the attempts to it.
 */
export function callMetrics(registry: Registry, options: MetricsOptions = {}): CallObserver {
  const { maxLabelValues: maxValues = 50 } = options;
  const attempts = attemptMetrics(registry, options);
  const counter = (name: string, help: string, labels: readonly string[]) =>
    familyIn(registry, CounterFamily, { name, help, labels, maxValues });

  const retries = counter('rxprompt_retries_total', 'Retries by the code of the error before them.', [
    'reason',
  ]);
  const failovers = counter('rxprompt_failovers_total', 'Calls that went on to another route.', [
    'from',
    'to',
  ]);
  const lookups = counter(
    'rxprompt_cache_lookups_total',
    'Lookups by tier; one at each tier that was asked.',
    ['tier', 'result'],
  );
  const waits = familyIn(registry, HistogramFamily, {
    name: 'rxprompt_queue_wait_seconds',
    help: 'Seconds that an attempt waited for its permit.',
    bounds: WAIT_BOUNDS,
  }).child();

  let inFlight = 0;
  familyIn(registry, GaugeFamily, { name: IN_FLIGHT, help: 'HTTP attempts under way.' })
    .child()
    .add(() => inFlight);

  return (event) => {
    switch (event.type) {
      case 'attempt-start':
        inFlight++;
        break;
      case 'attempt-end':
        inFlight--;
        attempts.ended(event);
        break;
      case 'retry':
        retries.child(event.reason).value++;
        break;
      case 'failover':
        failovers.child(event.from, event.to).value++;
        break;
      case 'cache-lookup':
        lookups.child(event.tier, event.result).value++;
        break;
      case 'admit':
        waits.observe(event.waitMs / 1000);
        break;
    }
  };
}
