import { LabelSet } from './LabelSet.js';
import type { MetricDefinition } from './MetricDefinition.js';
import { WordMap } from './WordMap.js';

/** One line of the exposition, as a prom-client registry wants it. */
export interface Sample {
  readonly metricName?: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
}

const SEPARATOR = '\u0000';

/**
 * A family of series that counts in plain fields and speaks to a prom-client registry only when it is scraped:
 * an `observe` of prom-client with three labels costs 0.42 us, a child of ours 0.02. It is what a registry asks
 * of a metric: a name, a type, `get` and `reset`.
 */
export abstract class Family<C> {
  /** Not read-only: a registry of the OpenMetrics kind takes `_total` off. */
  name: string;
  readonly help: string;
  readonly aggregator = 'sum';
  abstract readonly type: 'counter' | 'gauge' | 'histogram';

  readonly #labels: readonly string[];
  readonly #sets: readonly LabelSet[];
  readonly #children = new Map<string, { readonly labels: Record<string, string>; readonly child: C }>();
  readonly #known = new WordMap<C>();

  constructor(name: string, { help, labels }: MetricDefinition, maxValues: number) {
    this.name = name;
    this.help = help;
    this.#labels = labels;
    this.#sets = labels.map(() => new LabelSet(maxValues));
  }

  protected abstract create(): C;
  protected abstract clear(child: C): void;
  protected abstract samplesOf(child: C, labels: Record<string, string>): Sample[];

  /** The series with these values of the labels, in their order. Keep it: it stays the same. */
  child(...values: readonly string[]): C {
    let child = this.#known.get(values);
    if (child === undefined) {
      child = this.#folded(values);
      this.#known.set(values, child);
    }
    return child;
  }

  #folded(values: readonly string[]): C {
    const folded = values.map((value, index) => this.#sets[index]?.fold(value) ?? value);
    const key = folded.join(SEPARATOR);
    const known = this.#children.get(key);
    if (known !== undefined) return known.child;
    const labels: Record<string, string> = {};
    this.#labels.forEach((label, index) => {
      // An empty label is the same as none to Prometheus.
      if (folded[index] !== '') labels[label] = folded[index] as string;
    });
    const child = this.create();
    this.#children.set(key, { labels, child });
    return child;
  }

  async get() {
    const values: Sample[] = [];
    for (const { child, labels } of this.#children.values()) values.push(...this.samplesOf(child, labels));
    return { name: this.name, help: this.help, type: this.type, aggregator: this.aggregator, values };
  }

  /** Starts every series again; `registry.resetMetrics` calls it. They stay, since somebody may keep a child. */
  reset(): void {
    for (const { child } of this.#children.values()) this.clear(child);
  }
}
