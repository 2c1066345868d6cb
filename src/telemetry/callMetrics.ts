import type { Registry } from 'prom-client';
import type { CallObserver } from '../types/CallEvent.js';
import { attemptMetrics } from './attemptMetrics.js';
import type { Count } from './CounterFamily.js';
import { Families, type MetricsOptions } from './Families.js';
import { METRICS } from './metrics.js';

const CIRCUIT_LEVELS = { closed: 0, 'half-open': 1, open: 2 } as const;

/**
 * Counts calls as they happen in a prom-client `registry`: attempts, their latency, tokens and cost, what is in
 * flight, waits for a permit, retries, failovers, circuits and cache lookups. Give it to the client as its observer, before
 * a `recordMetrics` on the same registry is subscribed: that one then leaves the attempts to it.
 *
 * Errors: a `ConfigError` for a prefix that no metric can have, or a registry with a stranger of the same name.
 */
export function callMetrics(registry: Registry, options: MetricsOptions = {}): CallObserver {
  const families = new Families(registry, options);
  const ended = attemptMetrics(families, options);
  const retries = families.counter(METRICS.retries);
  const hedges = families.counter(METRICS.hedges).child();
  const failovers = families.counter(METRICS.failovers);
  const lookups = families.counter(METRICS.cacheLookups);
  const waits = families.histogram(METRICS.queueWait);
  // There from the start, and nothing to look up for the many that need not wait.
  const atOnce = waits.child('none');
  let inFlight = 0;
  families
    .gauge(METRICS.inFlight)
    .child()
    .add(() => inFlight);

  const circuits = families.gauge(METRICS.circuitState);
  const levels = new Map<string, number>();
  const circuitIs = (route: string, level: number) => {
    if (!levels.has(route)) circuits.child(route).add(() => levels.get(route) as number);
    levels.set(route, level);
  };

  // The next is nearly always of the same kind.
  let lastTier = '';
  let lastResult = '';
  let last: Count | undefined;
  const lookedUp = (tier: string, result: string) => {
    if (last === undefined || tier !== lastTier || result !== lastResult) {
      last = lookups.child(tier, result);
      lastTier = tier;
      lastResult = result;
    }
    last.value++;
  };

  return (event) => {
    switch (event.type) {
      case 'attempt-start':
        inFlight++;
        break;
      case 'attempt-end':
        inFlight--;
        ended(event);
        break;
      case 'retry':
        retries.child(event.reason).value++;
        break;
      case 'failover':
        failovers.child(event.from, event.to).value++;
        break;
      case 'cache-lookup':
        lookedUp(event.tier, event.result);
        break;
      case 'hedge':
        hedges.value++;
        break;
      case 'circuit':
        circuitIs(event.route, CIRCUIT_LEVELS[event.state]);
        break;
      case 'admit':
        if (event.waitedFor === 'none') atOnce.observe(event.waitMs / 1000);
        else waits.child(event.waitedFor).observe(event.waitMs / 1000);
        break;
    }
  };
}
