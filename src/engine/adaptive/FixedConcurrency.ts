import type { CallSignal, ConcurrencyControl } from '../../types/Limiter.js';
import { CoolDown } from './CoolDown.js';

/**
 * A number of calls at once that is told. It may be set while they run: a lower one lets what runs finish, a higher
 * one is felt when the next call comes or ends, or after `limiter.poll(now)`. 0 pauses.
 *
 * No refusal makes it less; but a Retry-After, and a 429 for too many calls in a time, stop all calls for that time.
 */
export class FixedConcurrency implements ConcurrencyControl {
  limit: number;
  readonly #pause = new CoolDown();

  constructor(limit: number) {
    this.limit = limit;
  }

  waitFor(inFlight: number, now: number): number {
    if (inFlight >= this.limit) return Number.POSITIVE_INFINITY;
    return this.#pause.waitFor(now);
  }

  pauseMs(now: number): number {
    return Math.max(0, this.#pause.waitFor(now));
  }

  started(): void {}

  ended(signal: CallSignal | undefined, _inFlight: number, now: number, startedAt: number): void {
    if (signal !== undefined && signal.kind !== 'ok') this.#pause.heard(signal, now, startedAt);
  }
}
