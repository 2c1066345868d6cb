import {
  asyncScheduler,
  type MonoTypeOperatorFunction,
  type Observable,
  type Observer,
  type SchedulerLike,
  type Subscription,
} from 'rxjs';
import { addAttempts, attemptsOf, withAttempts } from '../src/engine/attempts.js';
import { stopFor } from '../src/engine/stopFor.js';
import { linkTo } from '../src/stage/linkTo.js';
import type { Link } from '../src/stage/Stage.js';
import { Through } from '../src/stage/Through.js';
import type { Circuit } from '../src/types/Circuit.js';
import type { Hedger } from '../src/types/Hedger.js';

/** Options of {@link hedge}. */
export interface HedgeOptions {
  /** No second call is made while one of these is not closed: a server in trouble needs no more calls. Default none. */
  readonly circuits?: readonly Circuit[];
  /** Told of each second call, and how long nothing had come by then. */
  readonly onHedge?: (afterMs: number) => void;
  /** Default `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

/**
 * On one call: makes it a second time when its first value is late, takes the one that comes first, and cancels the
 * other; see `createHedger` for what is late, and how many.
 *
 * ```text
 * late after 4
 * call 1    --------!          cancelled
 * call 2        ----r|
 * result    --------r|         `r` says 2 attempts
 * ```
 *
 * A call that may have no second one yet, since too many had one or a server is in trouble, is looked at again after as long.
 *
 * Errors:   of the call, when both have failed, or the one that was chosen.
 * Cancels:  unsubscribing aborts both. The loser is aborted before the first value is passed on.
 * Place it: on streams, where a first token tells early which is the better one; above `failover`, so that the second
 *           call may go another way, and below `retryBackoff`.
 */
export function hedge<T>(
  hedger: Hedger | undefined,
  options: HedgeOptions = {},
): MonoTypeOperatorFunction<T> {
  if (hedger === undefined) return (source) => source;
  const { circuits = [], onHedge, scheduler = asyncScheduler } = options;
  const terms = { hedger, circuits, onHedge, scheduler };
  return (source) => new Through(source, Race<T>, terms);
}

interface Terms {
  readonly hedger: Hedger;
  readonly circuits: readonly Circuit[];
  readonly onHedge: ((afterMs: number) => void) | undefined;
  readonly scheduler: SchedulerLike;
}

/** One subscription: a call, and perhaps another one. */
class Race<T> implements Link {
  readonly #calls: Observable<T>;
  readonly #destination: Observer<T>;
  readonly #terms: Terms;
  readonly #startedAt: number;
  #first: Runner<T> | undefined;
  #second: Runner<T> | undefined;
  #winner: Runner<T> | undefined;
  #timer: Subscription | undefined;
  /** Of calls that failed or lost. */
  #attempts = 0;
  #closed = false;

  constructor(calls: Observable<T>, destination: Observer<T>, terms: Terms) {
    this.#calls = calls;
    this.#destination = destination;
    this.#terms = terms;
    this.#startedAt = terms.scheduler.now();
  }

  start(): void {
    this.#terms.hedger.began();
    this.#wait();
    this.#first = new Runner(this, this.#calls);
    this.#first.start();
  }

  next(runner: Runner<T>, value: T): void {
    if (this.#winner === undefined) this.#win(runner);
    this.#destination.next(this.#attempts === 0 ? value : addAttempts(value, this.#attempts));
  }

  complete(runner: Runner<T>): void {
    if (this.#winner === undefined) this.#win(runner);
    this.#destination.complete();
  }

  error(runner: Runner<T>, error: unknown): void {
    // Its permit and its socket go back whatever becomes of the other.
    runner.unsubscribe();
    this.#timer?.unsubscribe();
    this.#attempts += attemptsOf(error);
    if (this.#other(runner)?.isRunning) return;
    this.#destination.error(withAttempts(error, this.#attempts));
  }

  unsubscribe(): void {
    this.#closed = true;
    this.#timer?.unsubscribe();
    this.#first?.unsubscribe();
    this.#second?.unsubscribe();
  }

  #wait(): void {
    const { hedger, scheduler } = this.#terms;
    const { delayMs } = hedger;
    if (delayMs !== undefined) this.#timer = scheduler.schedule(() => this.#late(), Math.max(1, delayMs));
  }

  #late(): void {
    const { hedger, circuits, onHedge, scheduler } = this.#terms;
    if (circuits.some(({ state }) => state.name !== 'closed') || !hedger.take()) {
      // Those that are late for longest are worth it most, once there is one to be had.
      this.#wait();
      return;
    }
    try {
      onHedge?.(scheduler.now() - this.#startedAt);
    } catch (error) {
      this.unsubscribe();
      this.#destination.error(error);
      return;
    }
    // The listener may have unsubscribed.
    if (this.#closed) return;
    this.#second = new Runner(this, this.#calls);
    this.#second.start();
  }

  #win(runner: Runner<T>): void {
    this.#winner = runner;
    this.#timer?.unsubscribe();
    const { hedger, scheduler } = this.#terms;
    // Of a first call that lost we know that it takes longer: left out, the late ones would seem ever earlier.
    hedger.took(scheduler.now() - this.#startedAt);
    const loser = this.#other(runner);
    if (loser?.isRunning !== true) return;
    this.#attempts++;
    stopFor('hedged', () => loser.unsubscribe());
  }

  #other(runner: Runner<T>): Runner<T> | undefined {
    return runner === this.#first ? this.#second : this.#first;
  }
}

/** One of the two calls. */
class Runner<T> implements Observer<T>, Link {
  readonly #race: Race<T>;
  readonly #call: Link;
  isRunning = true;

  constructor(race: Race<T>, calls: Observable<T>) {
    this.#race = race;
    this.#call = linkTo(calls, this);
  }

  start(): void {
    this.#call.start();
  }

  next(value: T): void {
    this.#race.next(this, value);
  }

  error(error: unknown): void {
    this.#race.error(this, error);
  }

  complete(): void {
    this.#race.complete(this);
    this.#call.unsubscribe();
  }

  unsubscribe(): void {
    this.isRunning = false;
    this.#call.unsubscribe();
  }
}
