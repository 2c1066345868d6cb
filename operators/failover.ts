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
import { addAttempts, attemptsOf, withAttempts } from '../src/engine/attempts.js';
import { AllRoutesFailedError } from '../src/errors/AllRoutesFailedError.js';
import { type CallError, isCallError } from '../src/errors/CallError.js';
import { CircuitOpenError } from '../src/errors/CircuitOpenError.js';
import { linkTo } from '../src/stage/linkTo.js';
import { type Link, Stage } from '../src/stage/Stage.js';
import type { Route } from '../src/types/Route.js';
import { CircuitQueue } from './internal/CircuitQueue.js';

/** What {@link failover} must know of a route. */
export type FailoverRoute = Pick<Route, 'name' | 'priority' | 'circuit'>;

/** Options of {@link failover}. */
export interface FailoverOptions {
  /** What an error does once a value has passed: `error` passes it on, `restart` asks the next route. Default `error`. */
  readonly onPartial?: 'error' | 'restart';
  /** Told of each change, by the names of the routes. */
  readonly onFailover?: (from: string, to: string, error: CallError) => void;
  /**
   * What a call does when no route is left but those whose circuit is open: `fail`, or `wait` until one of them may be
   * asked whether it is back, however long that takes. Of routes that have never answered none is waited for. Default
   * `fail`.
   */
  readonly whenOpen?: 'fail' | 'wait';
  /** Its clock is that of the circuits. Default `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

/**
 * Creates one call: asks the route with the lowest `priority`, and the next one after an error that allows it.
 * Routes of equal priority keep their order; one whose `circuit` is open is passed over.
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
export function failover<T, R extends FailoverRoute>(
  routes: readonly R[],
  call: (route: R) => ObservableInput<T>,
  options: FailoverOptions = {},
): Observable<T> {
  if (routes.length === 0) throw new RangeError('expected routes to hold at least one route, got none');
  const ordered = byPriority(routes);
  return new Asked(ordered, call, options);
}

class Asked<T, R extends FailoverRoute> extends Stage<T> {
  readonly routes: readonly R[];
  readonly options: FailoverOptions;
  readonly #call: (route: R) => ObservableInput<T>;

  constructor(routes: readonly R[], call: (route: R) => ObservableInput<T>, options: FailoverOptions) {
    super();
    this.routes = routes;
    this.options = options;
    this.#call = call;
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

/** One subscription. */
class Asking<T, R extends FailoverRoute> implements Observer<T>, Link {
  readonly #call: Asked<T, R>;
  readonly #destination: Observer<T>;
  /** Of the routes that failed, what each failed with; nearly no call has any. */
  #errors: Map<R, CallError> | undefined;
  /** Those before it have failed. */
  #from = 0;
  #route: R | undefined;
  #asked: Link | undefined;
  #queue: CircuitQueue<R> | undefined;
  #wanted = false;
  #asking = false;
  #attempts = 0;
  #passed = false;
  #closed = false;

  constructor(call: Asked<T, R>, destination: Observer<T>) {
    this.#call = call;
    this.#destination = destination;
  }

  start(): void {
    const route = this.#next();
    if (route === undefined) this.#giveUp();
    else this.#ask(route);
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
    const { options } = this.#call;
    const failed = this.#route as R;
    // Its permit and its socket go back before the next route is asked.
    this.#asked?.unsubscribe();
    this.#attempts += attemptsOf(error);
    if (!isCallError(error) || !error.failover || (this.#passed && options.onPartial !== 'restart')) {
      this.#fail(withAttempts(error, this.#attempts));
      return;
    }
    // One that could not be asked has not failed; by now it is passed over.
    if (!(error instanceof CircuitOpenError && this.#waitFor(failed) > 0)) {
      this.#errors ??= new Map();
      this.#errors.set(failed, error);
    }
    const following = this.#next();
    if (following === undefined) {
      this.#giveUp();
      return;
    }
    try {
      options.onFailover?.(failed.name, following.name, error);
    } catch (thrown) {
      this.#fail(thrown);
      return;
    }
    this.#ask(following);
  }

  unsubscribe(): void {
    this.#closed = true;
    this.#asked?.unsubscribe();
    this.#queue?.unsubscribe();
  }

  /** One loop asks every route, so that routes which fail at once don't deepen the stack. */
  #ask(route: R): void {
    this.#route = route;
    this.#wanted = true;
    if (this.#asking) return;
    this.#asking = true;
    while (this.#wanted && !this.#closed) {
      this.#wanted = false;
      this.#asked = linkTo(this.#call.ask(this.#route), this);
      this.#asked.start();
    }
    this.#asking = false;
  }

  #next(): R | undefined {
    const { routes } = this.#call;
    while (this.#errors?.has(routes[this.#from] as R)) this.#from++;
    for (let index = this.#from; index < routes.length; index++) {
      const route = routes[index] as R;
      if (!this.#errors?.has(route) && this.#waitFor(route) <= 0) return route;
    }
    return undefined;
  }

  /** Milliseconds until its circuit lets a call through. */
  #waitFor({ circuit }: R): number {
    if (circuit === undefined || circuit.state.name === 'closed') return 0;
    return circuit.waitFor(this.#scheduler.now());
  }

  get #scheduler(): SchedulerLike {
    return this.#call.options.scheduler ?? asyncScheduler;
  }

  /** No route can be asked now. */
  #giveUp(): void {
    const { routes, options } = this.#call;
    // Half-open ones, too: what fails while they are asked whether they are back is no try of the prompt's.
    const down = routes.filter(({ circuit }) => circuit !== undefined && circuit.state.name !== 'closed');
    if (options.whenOpen === 'wait' && this.#isWorthWaiting(down)) {
      this.#errors = undefined;
      this.#from = 0;
      this.#queue = new CircuitQueue(down, this.#scheduler, (route) => this.#ask(route));
      this.#queue.start();
      return;
    }
    const failures = this.#errors ?? new Map<R, CallError>();
    const skipped = down.filter((route) => !failures.has(route));
    const errors = [
      ...failures.values(),
      ...skipped.map((route) => new CircuitOpenError(this.#waitFor(route), route.name)),
    ];
    const error = routes.length === 1 ? errors[0] : new AllRoutesFailedError(errors);
    this.#fail(withAttempts(error, this.#attempts));
  }

  /** Whether those that are down have been seen alive, and none of the others would do at another try. */
  #isWorthWaiting(down: readonly R[]): boolean {
    return (
      down.some(({ circuit }) => circuit?.hasAnswered) &&
      [...(this.#errors ?? [])].every(([route, { retryable }]) => !retryable || down.includes(route))
    );
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
