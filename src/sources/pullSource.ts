import { Observable } from 'rxjs';
import { createHoldings } from '../engine/holdings.js';
import type { Window } from '../engine/room.js';
import type { SourceAccount } from '../types/Account.js';
import type { Prompt } from '../types/Prompt.js';
import { OPEN, type PullSource } from '../types/PullSource.js';
import type { Feed } from './Feed.js';
import { pump, type SourceEnd } from './pump.js';

/** Options of every source. */
export interface SourceOptions {
  /** How much may be outstanding at once, outside a `run`, which has its own. Default 1,000 prompts, 64 MiB. */
  readonly window?: Window;
  /** Only so many prompts from the start of the input. Default all. Minimum 0. */
  readonly limit?: number;
  /** Told when the source completes, just before; not when it is unsubscribed or breaks. */
  readonly onEnd?: (end: SourceEnd) => void;
}

/** Makes a {@link PullSource} that opens a fresh feed for each subscription. */
export function pullSource(open: () => Feed, { window, limit, onEnd }: SourceOptions): PullSource {
  if (limit !== undefined && !(limit >= 0)) {
    throw new RangeError(`expected limit to be at least 0, got ${limit}`);
  }
  // Made once only to check the numbers now rather than at the first subscription.
  createHoldings(window);
  const on = (account: () => SourceAccount) =>
    new Observable<Prompt>((subscriber) => pump(open(), account(), subscriber, { limit, onEnd }));
  return Object.assign(
    on(() => createHoldings(window)),
    { [OPEN]: (account: SourceAccount) => on(() => account) },
  );
}
