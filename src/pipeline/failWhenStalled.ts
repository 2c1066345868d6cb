import { interval, type MonoTypeOperatorFunction, Observable, type SchedulerLike } from 'rxjs';
import type { Ledger } from '../engine/ledger.js';
import { FlowStalledError } from '../errors/FlowStalledError.js';

/** What {@link failWhenStalled} watches. */
export interface StallWatch {
  readonly ledger: Ledger;
  /** How long nothing may move, in milliseconds. */
  readonly stallMs: number;
  readonly scheduler: SchedulerLike;
  /** True when the source emits nothing before something settles. */
  readonly waits: () => boolean;
}

/**
 * Ends the stream in a {@link FlowStalledError} when prompts are missing, no operator of ours holds one, the source
 * waits for them, and nothing has been settled for a whole period: they will never come.
 */
export function failWhenStalled<T>({
  ledger,
  stallMs,
  scheduler,
  waits,
}: StallWatch): MonoTypeOperatorFunction<T> {
  return (source) =>
    new Observable((destination) => {
      let settledBefore = -1;
      destination.add(
        interval(stallMs, scheduler).subscribe(() => {
          if (ledger.settled === settledBefore && ledger.unclaimed > 0 && ledger.held === 0 && waits()) {
            destination.error(new FlowStalledError(ledger.oldest(5), ledger.unclaimed, stallMs));
          }
          settledBefore = ledger.settled;
        }),
      );
      source.subscribe(destination);
    });
}
