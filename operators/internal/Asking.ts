import type { Observable, Observer, SchedulerLike } from 'rxjs';
import { addAttempts, attemptsOf, withAttempts } from '../../src/engine/attempts.js';
import { restartOf } from '../../src/engine/restartOf.js';
import type { Routing } from '../../src/engine/routing/createRouting.js';
import { AllRoutesFailedError } from '../../src/errors/AllRoutesFailedError.js';
import { type CallError, isCallError } from '../../src/errors/CallError.js';
import { CircuitOpenError } from '../../src/errors/CircuitOpenError.js';
import { linkTo } from '../../src/stage/linkTo.js';
import type { Link } from '../../src/stage/Stage.js';
import { CircuitQueue } from './CircuitQueue.js';
import type { FailoverOptions, FailoverRoute } from './FailoverOptions.js';
import { HeldBack } from './HeldBack.js';

/** What the subscriptions of a failover share. */
export interface AskedRoutes<T, R> {
  readonly routes: readonly R[];
  readonly routing: Routing<R> | undefined;
  readonly options: FailoverOptions;
  readonly scheduler: SchedulerLike;
  ask(route: R): Observable<T>;
}

/** One subscription of `failover`. */
export class Asking<T, R extends FailoverRoute> implements Observer<T>, Link {
  readonly #call: AskedRoutes<T, R>;
  readonly #destination: Observer<T>;
  /** Of the routes that failed, what each failed with; nearly no call has any. */
  #errors: Map<R, CallError> | undefined;
  /** Those before it have failed. */
  #from = 0;
  #route: R | undefined;
  #asked: Link | undefined;
  #queue: CircuitQueue<R> | undefined;
  #held: HeldBack<T> | undefined;
  #wanted = false;
  #asking = false;
  #attempts = 0;
  /** What the destination, and what the route said last. */
  #passed: T | undefined;
  #hasPassed = false;
  #said: unknown;
  #closed = false;

  constructor(call: AskedRoutes<T, R>, destination: Observer<T>) {
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
    this.#said = value;
    if (this.#held?.keeps(value)) return;
    this.#pass(value);
  }

  complete(): void {
    if (this.#closed) return;
    this.#held?.release();
    if (this.#closed) return;
    this.#closed = true;
    this.#leave(this.#said);
    this.#destination.complete();
    this.#asked?.unsubscribe();
  }

  error(error: unknown): void {
    if (this.#closed) return;
    const { options } = this.#call;
    const failed = this.#route as R;
    // Its permit and its socket go back before the next route is asked.
    this.#asked?.unsubscribe();
    this.#held?.drop();
    this.#leave(error);
    this.#attempts += attemptsOf(error);
    const isOver = this.#hasPassed && options.onPartial !== 'restart';
    if (!isCallError(error) || !error.failover || isOver) {
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
    this.#restart(error);
    this.#ask(following);
  }

  unsubscribe(): void {
    if (!this.#closed) {
      this.#closed = true;
      this.#leave(undefined);
    }
    this.#asked?.unsubscribe();
    this.#held?.drop();
    this.#queue?.unsubscribe();
  }

  #pass(value: T): void {
    if (this.#closed) return;
    this.#passed = value;
    this.#hasPassed = true;
    this.#destination.next(this.#attempts === 0 ? value : addAttempts(value, this.#attempts));
  }

  /** One loop asks every route, so that routes which fail at once don't deepen the stack. */
  #ask(route: R): void {
    this.#route = route;
    this.#wanted = true;
    if (this.#asking) return;
    this.#asking = true;
    while (this.#wanted && !this.#closed) {
      this.#wanted = false;
      const { options, scheduler, routing } = this.#call;
      if (options.holdBack !== undefined)
        this.#held = new HeldBack(options.holdBack, scheduler, (value) => this.#pass(value));
      routing?.started(this.#route);
      this.#asked = linkTo(this.#call.ask(this.#route), this);
      this.#asked.start();
    }
    this.#asking = false;
  }

  /** The route that was asked is no more. */
  #leave(said: unknown): void {
    const { routing, scheduler } = this.#call;
    if (routing !== undefined && this.#route !== undefined) routing.ended(this.#route, said, scheduler.now());
    this.#route = undefined;
    this.#said = undefined;
  }

  /** What has been passed on is void: another stream begins. */
  #restart(error: CallError): void {
    const restart = this.#hasPassed ? restartOf(this.#passed as T, error.code) : undefined;
    this.#hasPassed = false;
    if (restart !== undefined) this.#destination.next(restart);
  }

  #next(): R | undefined {
    const { routes, routing, scheduler } = this.#call;
    if (routing !== undefined) return routing.pick(this.#errors, scheduler.now());
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
    return circuit.waitFor(this.#call.scheduler.now());
  }

  /** No route can be asked now. */
  #giveUp(): void {
    const { routes, options, scheduler } = this.#call;
    // Half-open ones, too: what fails while they are asked whether they are back is no try of the prompt's.
    const down = routes.filter(({ circuit }) => circuit !== undefined && circuit.state.name !== 'closed');
    if (options.whenOpen === 'wait' && this.#isWorthWaiting(down)) {
      const last = [...(this.#errors?.values() ?? [])].at(-1);
      if (last !== undefined) this.#restart(last);
      this.#errors = undefined;
      this.#from = 0;
      this.#queue = new CircuitQueue(down, scheduler, (route) => this.#ask(route));
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
