import { type MonoTypeOperatorFunction, Observable } from 'rxjs';
import type { Flights } from '../src/engine/flights.js';
import { subscriberOf } from './internal/subscriberOf.js';

/** Options of {@link coalesce}. */
export interface CoalesceOptions {
  /** Told when this call joined another. */
  readonly onJoin?: () => void;
}

/**
 * On one call: equal keys in flight share one call (single flight). Who comes later gets everything from the
 * first value on; its reply says `cached: 'coalesced'`, no attempts and no cost. Those stay with the one who
 * started the call, or with the eldest who joined when that one has left.
 *
 * ```text
 * call     ---r|
 * first    ---r|
 * second     -r|      joined, sent nothing
 * ```
 *
 * Holds:    the values of each call in flight; nothing after it ends.
 * Errors:   a failed call fails all who joined it, so retry below.
 * Cancels:  the call is aborted when the last of them unsubscribes, never before.
 * Place it: below `cacheLookup`, above `retryBackoff`.
 *
 * @param flights From `createFlights()`; one for each kind of value (whole replies, deltas).
 * @param key From `requestKey(prompt)`. `undefined` joins nothing.
 */
export function coalesce<T>(
  flights: Flights<T>,
  key: string | undefined,
  { onJoin }: CoalesceOptions = {},
): MonoTypeOperatorFunction<T> {
  if (key === undefined) return (source) => source;
  return (source) =>
    new Observable<T>((destination) => {
      if (onJoin !== undefined && flights.get(key) !== undefined) onJoin();
      const joined = flights.get(key);
      if (joined !== undefined) {
        destination.add(joined.board(destination));
        return;
      }
      const flight = flights.open(key);
      const call = subscriberOf<T>(flight);
      flight.call = call;
      destination.add(flight.board(destination));
      source.subscribe(call);
    });
}
