import { from, isObservable, type Observable, type ObservableInput, type Observer, throwError } from 'rxjs';
import { addAttempts, attemptsOf, withAttempts } from '../src/engine/attempts.js';
import { AllRoutesFailedError } from '../src/errors/AllRoutesFailedError.js';
import { type CallError, isCallError } from '../src/errors/CallError.js';
import { linkTo } from '../src/stage/linkTo.js';
import { type Link, Stage } from '../src/stage/Stage.js';
import type { Route } from '../src/types/Route.js';

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
  return new Asked(ordered, call, options);
}

class Asked<T, R extends Pick<Route, 'name' | 'priority'>> extends Stage<T> {
  readonly #routes: readonly R[];
  readonly #call: (route: R) => ObservableInput<T>;
  readonly #options: FailoverOptions;

  constructor(routes: readonly R[], call: (route: R) => ObservableInput<T>, options: FailoverOptions) {
    super();
    this.#routes = routes;
    this.#call = call;
    this.#options = options;
  }

  link(destination: Observer<T>): Link {
    // Most pipelines have one route: there is nothing to stand between.
    if (this.#routes.length > 1) return new Asking(this, destination);
    return linkTo(this.ask(0), destination);
  }

  get routes(): readonly R[] {
    return this.#routes;
  }

  get options(): FailoverOptions {
    return this.#options;
  }

  ask(index: number): Observable<T> {
    try {
      const result = this.#call(this.#routes[index] as R);
      return isObservable(result) ? result : from(result);
    } catch (error) {
      return throwError(() => error);
    }
  }
}

/** One subscription. */
class Asking<T, R extends Pick<Route, 'name' | 'priority'>> implements Observer<T>, Link {
  readonly #call: Asked<T, R>;
  readonly #destination: Observer<T>;
  readonly #errors: CallError[] = [];
  #asked: Link | undefined;
  #wanted = false;
  #asking = false;
  #attempts = 0;
  #passed = false;
  #closed = false;

  constructor(call: Asked<T, R>, destination: Observer<T>) {
    this.#call = call;
    this.#destination = destination;
  }

  /** One loop asks every route, so that routes which fail at once don't deepen the stack. */
  start(): void {
    this.#wanted = true;
    if (this.#asking) return;
    this.#asking = true;
    while (this.#wanted && !this.#closed) {
      this.#wanted = false;
      this.#asked = linkTo(this.#call.ask(this.#errors.length), this);
      this.#asked.start();
    }
    this.#asking = false;
  }

  next(value: T): void {
    if (this.#closed) return;
    this.#passed = true;
    this.#destination.next(this.#attempts === 0 ? value : addAttempts(value, this.#attempts));
  }

  complete(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#destination.complete();
    this.#asked?.unsubscribe();
  }

  error(error: unknown): void {
    if (this.#closed) return;
    const { routes, options } = this.#call;
    // Its permit and its socket go back before the next route is asked.
    this.#asked?.unsubscribe();
    if (!isCallError(error) || !error.failover || (this.#passed && options.onPartial !== 'restart')) {
      this.#fail(withAttempts(error, this.#attempts + attemptsOf(error)));
      return;
    }
    const failed = routes[this.#errors.length] as R;
    this.#errors.push(error);
    this.#attempts += error.attempts;
    const following = routes[this.#errors.length];
    if (following === undefined) {
      this.#fail(new AllRoutesFailedError(this.#errors));
      return;
    }
    try {
      options.onFailover?.(failed.name, following.name, error);
    } catch (thrown) {
      this.#fail(thrown);
      return;
    }
    this.start();
  }

  unsubscribe(): void {
    this.#closed = true;
    this.#asked?.unsubscribe();
  }

  #fail(error: unknown): void {
    this.#closed = true;
    this.#destination.error(error);
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
