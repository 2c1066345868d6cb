import { defer, from, Observable, type ObservableInput } from 'rxjs';
import { addAttempts, attemptsOf, withAttempts } from '../src/engine/attempts.js';
import { AllRoutesFailedError } from '../src/errors/AllRoutesFailedError.js';
import { type CallError, isCallError } from '../src/errors/CallError.js';
import type { Route } from '../src/types/Route.js';
import { subscriberOf } from './internal/subscriberOf.js';

/** Options of {@link failover}. */
export interface FailoverOptions {
  /** What an error does once a value has passed: `error` passes it on, `restart` asks the next route. Default `error`. */
  readonly onPartial?: 'error' | 'restart';
  /** Told of each change, by the names of the routes. */
  readonly onFailover?: (from: string, to: string, error: CallError) => void;
}

/**
 * Creates one call: asks the route with the lowest `priority`, and the next one after an error that allows it.
 * Routes of equal priority keep their order.
 *
 * ```text
 * route 1  --#
 * route 2    ---r|
 * result   -----r|      `r` says 2 attempts
 * ```
 *
 * Errors:   of the only route, as it is. One that another route could not mend, as it is. When every route
 *           failed: {@link AllRoutesFailedError}, which keeps them all.
 * Cancels:  unsubscribing aborts the route that is being asked. A failed one is torn down before the next.
 * Place it: innermost; per route put `admit` and `deadline` inside, `retryBackoff` outside.
 */
export function failover<T, R extends Pick<Route, 'name' | 'priority'>>(
  routes: readonly R[],
  call: (route: R) => ObservableInput<T>,
  { onPartial = 'error', onFailover }: FailoverOptions = {},
): Observable<T> {
  if (routes.length === 0) throw new RangeError('expected routes to hold at least one route, got none');
  const ordered = byPriority(routes);
  const first = ordered[0] as R;
  if (ordered.length === 1) return defer(() => call(first));

  return new Observable<T>((destination) => {
    const errors: CallError[] = [];
    let attempts = 0;
    let passed = false;
    let asking = false;
    let next: R | undefined = first;

    // One loop asks every route, so that routes which fail at once don't deepen the stack.
    const ask = () => {
      if (asking) return;
      asking = true;
      while (next !== undefined && !destination.closed) {
        const route = next;
        next = undefined;
        askOne(route);
      }
      asking = false;
    };

    const askOne = (route: R) => {
      const asked = subscriberOf<T>({
        next: (value) => {
          passed = true;
          destination.next(attempts === 0 ? value : addAttempts(value, attempts));
        },
        error: (error) => {
          asked.unsubscribe();
          fail(route, error);
        },
        complete: () => destination.complete(),
      });
      destination.add(asked);
      try {
        from(call(route)).subscribe(asked);
      } catch (error) {
        asked.error(error);
      }
    };

    const fail = (route: R, error: unknown) => {
      if (!isCallError(error) || !error.failover || (passed && onPartial === 'error')) {
        destination.error(attempts === 0 ? error : withAttempts(error, attempts + attemptsOf(error)));
        return;
      }
      errors.push(error);
      attempts += error.attempts;
      const following = ordered[errors.length];
      if (following === undefined) {
        destination.error(new AllRoutesFailedError(errors));
        return;
      }
      try {
        onFailover?.(route.name, following.name, error);
      } catch (thrown) {
        destination.error(thrown);
        return;
      }
      next = following;
      ask();
    };

    ask();
  });
}

/** Sorting is stable. Routes that are in order already, and they are asked for with every prompt, are not copied. */
function byPriority<R extends Pick<Route, 'priority'>>(routes: readonly R[]): readonly R[] {
  let last = Number.NEGATIVE_INFINITY;
  for (const { priority = 0 } of routes) {
    if (priority < last) return routes.toSorted((a, b) => (a.priority ?? 0) - (b.priority ?? 0));
    last = priority;
  }
  return routes;
}
