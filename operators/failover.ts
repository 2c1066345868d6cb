import {
  asyncScheduler,
  from,
  isObservable,
  type Observable,
  type ObservableInput,
  type Observer,
  type SchedulerLike,
  throwError,
} from 'rxjs';
import { expectNumber, MAX_TIMER_MS } from '../src/engine/expectNumber.js';
import type { Routing } from '../src/engine/routing/createRouting.js';
import { linkTo } from '../src/stage/linkTo.js';
import { type Link, Stage } from '../src/stage/Stage.js';
import type { Route } from '../src/types/Route.js';
import { Asking } from './internal/Asking.js';
import type { FailoverOptions, FailoverRoute } from './internal/FailoverOptions.js';

export type { FailoverOptions, FailoverRoute };

/**
 * Creates one call: asks the route with the lowest `priority`, and the next one after an error that allows it. Routes of
 * equal priority keep their order, or, with a `createRouting` in place of the list, the better one goes first. One whose
 * `circuit` is open is passed over.
 *
 * ```text
 * route 1  --#
 * route 2    ---r|
 * result   -----r|      `r` says 2 attempts
 * ```
 *
 * Holds:    with `holdBack`, the first values of a stream.
 * Errors:   of the only route, as it is. One that another route could not mend, as it is. When every route
 *           failed: {@link AllRoutesFailedError}, which keeps them all.
 * Cancels:  unsubscribing aborts the route that is being asked. A failed one is torn down before the next.
 * Place it: innermost; per route put `admit`, `circuitBreaker` and `deadline` inside, `retryBackoff` outside.
 */
export function failover<T, R extends FailoverRoute>(
  routes: readonly R[] | Routing<R>,
  call: (route: R) => ObservableInput<T>,
  options: FailoverOptions = {},
): Observable<T> {
  const { holdBack } = options;
  if (holdBack !== undefined) {
    expectNumber('holdBack.values', holdBack.values, { min: 0 });
    expectNumber('holdBack.ms', holdBack.ms, { min: 0, max: MAX_TIMER_MS });
  }
  if ('pick' in routes) return new Asked(routes.routes, routes, call, options);
  if (routes.length === 0) throw new RangeError('expected routes to hold at least one route, got none');
  return new Asked(byPriority(routes), undefined, call, options);
}

/** The call, cold. */
class Asked<T, R extends FailoverRoute> extends Stage<T> {
  readonly routes: readonly R[];
  readonly routing: Routing<R> | undefined;
  readonly options: FailoverOptions;
  readonly #call: (route: R) => ObservableInput<T>;

  constructor(
    routes: readonly R[],
    routing: Routing<R> | undefined,
    call: (route: R) => ObservableInput<T>,
    options: FailoverOptions,
  ) {
    super();
    this.routes = routes;
    this.routing = routing;
    this.options = options;
    this.#call = call;
  }

  get scheduler(): SchedulerLike {
    return this.options.scheduler ?? asyncScheduler;
  }

  link(destination: Observer<T>): Link {
    const [only] = this.routes as [R];
    // Most pipelines have one route: there is nothing to stand between, unless there may be something to wait for.
    if (this.routes.length > 1 || only.circuit !== undefined) return new Asking(this, destination);
    return linkTo(this.ask(only), destination);
  }

  ask(route: R): Observable<T> {
    try {
      const result = this.#call(route);
      return isObservable(result) ? result : from(result);
    } catch (error) {
      return throwError(() => error);
    }
  }
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
