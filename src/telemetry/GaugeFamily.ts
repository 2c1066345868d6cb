import { Family, type Sample } from './Family.js';

/** Reads the level of the moment. */
export type ReadLevel = () => number;

/** Gauges by label: each is the sum of what its readers say when it is scraped. */
export class GaugeFamily extends Family<Set<ReadLevel>> {
  readonly type = 'gauge';

  protected create(): Set<ReadLevel> {
    return new Set();
  }

  /** A level is what it is. */
  protected clear(): void {}

  protected samplesOf(readers: Set<ReadLevel>, labels: Record<string, string>): Sample[] {
    let value = 0;
    for (const read of readers) value += read();
    return [{ labels, value }];
  }
}
