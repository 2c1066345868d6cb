import { Family, type Sample } from './Family.js';

/** A number that only grows: add to `value`. */
export interface Count {
  value: number;
}

/** Counters by label. */
export class CounterFamily extends Family<Count> {
  readonly type = 'counter';

  protected create(): Count {
    return { value: 0 };
  }

  protected clear(count: Count): void {
    count.value = 0;
  }

  protected samplesOf({ value }: Count, labels: Record<string, string>): Sample[] {
    return [{ labels, value }];
  }
}
