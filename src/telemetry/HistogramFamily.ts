import { Family, type Sample } from './Family.js';
import type { MetricDefinition } from './MetricDefinition.js';

/** One histogram. */
export class Distribution {
  readonly bounds: readonly number[];
  readonly counts: number[];
  sum = 0;
  count = 0;

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.counts = bounds.map(() => 0);
  }

  observe(value: number): void {
    const { bounds, counts } = this;
    this.sum += value;
    this.count++;
    for (let index = 0; index < bounds.length; index++) {
      if (value <= (bounds[index] as number)) {
        counts[index] = (counts[index] as number) + 1;
        return;
      }
    }
  }
}

/** Histograms by label. */
export class HistogramFamily extends Family<Distribution> {
  readonly type = 'histogram';
  readonly #bounds: readonly number[];

  constructor(name: string, metric: MetricDefinition, maxValues: number) {
    super(name, metric, maxValues);
    this.#bounds = metric.bounds ?? [];
  }

  protected create(): Distribution {
    return new Distribution(this.#bounds);
  }

  protected clear(child: Distribution): void {
    child.counts.fill(0);
    child.sum = 0;
    child.count = 0;
  }

  protected samplesOf(
    { bounds, counts, sum, count }: Distribution,
    labels: Record<string, string>,
  ): Sample[] {
    const bucket = `${this.name}_bucket`;
    let below = 0;
    const samples: Sample[] = bounds.map((le, index) => {
      below += counts[index] as number;
      return { metricName: bucket, labels: { ...labels, le }, value: below };
    });
    samples.push(
      { metricName: bucket, labels: { ...labels, le: '+Inf' }, value: count },
      { metricName: `${this.name}_sum`, labels, value: sum },
      { metricName: `${this.name}_count`, labels, value: count },
    );
    return samples;
  }
}
