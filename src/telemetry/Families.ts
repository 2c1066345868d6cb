import type { Metric, Registry } from 'prom-client';
import { expectNumber } from '../engine/expectNumber.js';
import { ConfigError } from '../errors/ConfigError.js';
import { CounterFamily } from './CounterFamily.js';
import type { Family } from './Family.js';
import { GaugeFamily } from './GaugeFamily.js';
import { HistogramFamily } from './HistogramFamily.js';
import { isMetricPrefix } from './isMetricPrefix.js';
import type { MetricDefinition } from './MetricDefinition.js';

/** Options of all metrics. */
export interface MetricsOptions {
  /** Before `_requests_total` and `_request_latency_seconds`: letters, digits, `_`. Default `deepseek`. */
  readonly prefix?: string;
  /**
   * `gen_ai_provider_name` of OpenTelemetry's metrics, of all routes or by the name of a route. Default: told from
   * that name, which is the host unless it was given another; else `deepseek`.
   */
  readonly provider?: string | ((route: string) => string);
  /** Distinct values of each label before the rest folds into `other`. Default 50. Minimum 1. */
  readonly maxLabelValues?: number;
}

type Kind<F> = new (name: string, metric: MetricDefinition, maxValues: number) => F;

/** The families of a prom-client registry, by their definitions: found there, else made and registered. */
export class Families {
  readonly #registry: Registry;
  readonly #prefix: string;
  readonly #maxValues: number;

  constructor(registry: Registry, { prefix = 'deepseek', maxLabelValues = 50 }: MetricsOptions) {
    expectNumber('maxLabelValues', maxLabelValues, { min: 1, integer: true });
    if (!isMetricPrefix(prefix)) {
      throw new ConfigError(`expected prefix to be letters, digits and _, got ${JSON.stringify(prefix)}`);
    }
    this.#registry = registry;
    this.#prefix = prefix;
    this.#maxValues = maxLabelValues;
  }

  has(metric: MetricDefinition): boolean {
    return this.#registry.getSingleMetric(this.#nameOf(metric)) !== undefined;
  }

  counter(metric: MetricDefinition & { readonly type: 'counter' }): CounterFamily {
    return this.#family(CounterFamily, metric);
  }

  gauge(metric: MetricDefinition & { readonly type: 'gauge' }): GaugeFamily {
    return this.#family(GaugeFamily, metric);
  }

  histogram(metric: MetricDefinition & { readonly type: 'histogram' }): HistogramFamily {
    return this.#family(HistogramFamily, metric);
  }

  #nameOf({ name, prefixed }: MetricDefinition): string {
    return prefixed ? `${this.#prefix}_${name}` : name;
  }

  #family<F extends Family<unknown>>(kind: Kind<F>, metric: MetricDefinition): F {
    const name = this.#nameOf(metric);
    const found: unknown = this.#registry.getSingleMetric(name);
    if (found instanceof kind) return found;
    if (found !== undefined) {
      throw new ConfigError(`the registry has a metric "${name}" already: use a registry of its own`);
    }
    const family = new kind(name, metric, this.#maxValues);
    // The type wants the classes of prom-client; the registry itself only calls what a Family has.
    this.#registry.registerMetric(family as unknown as Metric);
    return family;
  }
}
