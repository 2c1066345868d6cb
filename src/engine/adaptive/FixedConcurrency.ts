import type { ConcurrencyControl } from '../../types/Limiter.js';

/**
 * A number of calls at once that is told. It may be set while they run: a lower one lets what runs finish, a higher
 * one is felt when the next call comes or ends, or after `limiter.poll(now)`. 0 pauses.
 */
export class FixedConcurrency implements ConcurrencyControl {
  limit: number;

  constructor(limit: number) {
    this.limit = limit;
  }

  waitFor(inFlight: number): number {
    return inFlight < this.limit ? 0 : Number.POSITIVE_INFINITY;
  }

  started(): void {}

  ended(): void {}
}
