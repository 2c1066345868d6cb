import { from, isObservable, Observable, type ObservableInput, type Observer, type Subscriber } from 'rxjs';
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
  options: FailoverOptions = {},
): Observable<T> {
  if (routes.length === 0) throw new RangeError('expected routes to hold at least one route, got none');
  const ordered = byPriority(routes);
  const first = ordered[0] as R;
  if (ordered.length === 1) return only(() => call(first));

  return new Observable<T>((destination) => new Asking(ordered, call, options, destination).ask(first));
}

/** `defer` with one Subscriber less: most pipelines have one route. */
function only<T>(call: () => ObservableInput<T>): Observable<T> {
  return new Observable<T>((destination) => {
    const result = call();
    return (isObservable(result) ? result : from(result)).subscribe(destination);
  });
}

/** One subscription. A class, because a method costs V8 a fifth of a closure that each call makes anew. */
class Asking<T, R extends Pick<Route, 'name' | 'priority'>> implements Observer<T> {
  readonly #routes: readonly R[];
  readonly #call: (route: R) => ObservableInput<T>;
  readonly #options: FailoverOptions;
  readonly #destination: Subscriber<T>;
  readonly #errors: CallError[] = [];
  #asked: Subscriber<T> | undefined;
  #next: R | undefined;
  #asking = false;
  #attempts = 0;
  #passed = false;

  constructor(
    routes: readonly R[],
    call: (route: R) => ObservableInput<T>,
    options: FailoverOptions,
    destination: Subscriber<T>,
  ) {
    this.#routes = routes;
    this.#call = call;
    this.#options = options;
    this.#destination = destination;
  }

  /** One loop asks every route, so that routes which fail at once don't deepen the stack. */
  ask(first: R): void {
    this.#next = first;
    if (this.#asking) return;
    this.#asking = true;
    while (this.#next !== undefined && !this.#destination.closed) {
      const route = this.#next;
      this.#next = undefined;
      this.#askOne(route);
    }
    this.#asking = false;
  }

  next(value: T): void {
    this.#passed = true;
    this.#destination.next(this.#attempts === 0 ? value : addAttempts(value, this.#attempts));
  }

  complete(): void {
    this.#destination.complete();
  }

  error(error: unknown): void {
    // Its permit and its socket go back before the next route is asked.
    this.#asked?.unsubscribe();
    if (!isCallError(error) || !error.failover || (this.#passed && this.#options.onPartial !== 'restart')) {
      const last = this.#attempts === 0 ? error : withAttempts(error, this.#attempts + attemptsOf(error));
      this.#destination.error(last);
      return;
    }
    const failed = this.#routes[this.#errors.length] as R;
    this.#errors.push(error);
    this.#attempts += error.attempts;
    const following = this.#routes[this.#errors.length];
    if (following === undefined) {
      this.#destination.error(new AllRoutesFailedError(this.#errors));
      return;
    }
    try {
      this.#options.onFailover?.(failed.name, following.name, error);
    } catch (thrown) {
      this.#destination.error(thrown);
      return;
    }
    this.ask(following);
  }

  #askOne(route: R): void {
    const asked = subscriberOf<T>(this);
    this.#asked = asked;
    this.#destination.add(asked);
    try {
      from(this.#call(route)).subscribe(asked);
    } catch (error) {
      asked.error(error);
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
