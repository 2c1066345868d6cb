import {
  asyncScheduler,
  type MonoTypeOperatorFunction,
  type Observable,
  type Observer,
  type SchedulerLike,
  type Subscription,
} from 'rxjs';
import { verdictOf } from '../src/engine/circuit/verdictOf.js';
import { CircuitOpenError } from '../src/errors/CircuitOpenError.js';
import { Relay } from '../src/stage/Relay.js';
import { Through } from '../src/stage/Through.js';
import type { CallVerdict, Circuit, CircuitPlace, CircuitWaiter } from '../src/types/Circuit.js';

/** Options of {@link circuitBreaker}. */
export interface CircuitBreakerOptions {
  /** What a call does while no call may go through: `fail` at once, or `wait` for its turn. Default `fail`. */
  readonly whenOpen?: 'fail' | 'wait';
  /** What an error says of the server. Default: 5xx, time-outs and connections count, see `verdictOf`. */
  readonly verdict?: (error: unknown) => CallVerdict;
  /** The name of the server, for the error. */
  readonly route?: string;
  /** Its clock is the circuit's. Default `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

/**
 * On one call: keeps it from a server that has failed, until one call has found that it is back; see `createCircuit`.
 *
 * ```text
 * circuit   opens after 2 in a row, for 5
 * call 1    --#
 * call 2      --#
 * call 3        #                 not made: `circuit_open`
 * call 4             --r|         finds out that it is back
 * ```
 *
 * Errors:   a {@link CircuitOpenError}, retryable and without an attempt; with `wait` none of its own.
 * Cancels:  unsubscribing leaves the line, or aborts the call, which then tells nothing of the server.
 * Place it: inside `admit`, so that a call which waits for its permit while the server dies is not made, and below
 *           `failover`, which asks another route or, if there is none, waits.
 */
export function circuitBreaker<T>(
  circuit: Circuit | undefined,
  { whenOpen = 'fail', verdict = verdictOf, route, scheduler = asyncScheduler }: CircuitBreakerOptions = {},
): MonoTypeOperatorFunction<T> {
  if (circuit === undefined) return (source) => source;
  const terms = { circuit, waits: whenOpen === 'wait', verdict, route, scheduler };
  return (source) => new Through(source, Guarded<T>, terms);
}

interface Terms {
  readonly circuit: Circuit;
  readonly waits: boolean;
  readonly verdict: (error: unknown) => CallVerdict;
  readonly route: string | undefined;
  readonly scheduler: SchedulerLike;
}

/** One subscription. */
class Guarded<T> extends Relay<T> implements CircuitWaiter {
  readonly #terms: Terms;
  /** What the circuit wants to be told at the end; below 0 there is nothing to tell. */
  #turn = -1;
  #place: CircuitPlace | undefined;
  #timer: Subscription | undefined;

  constructor(calls: Observable<T>, destination: Observer<T>, terms: Terms) {
    super(calls, destination);
    this.#terms = terms;
  }

  override start(): void {
    const { circuit, waits, scheduler, route } = this.#terms;
    const now = scheduler.now();
    if (waits) {
      this.#place = circuit.enter(this, now);
      return;
    }
    const waitMs = circuit.waitFor(now);
    if (waitMs > 0) super.error(new CircuitOpenError(waitMs, route));
    else this.#begin(now);
  }

  ready(): void {
    this.#timer?.unsubscribe();
    this.#begin(this.#terms.scheduler.now());
  }

  wake(delayMs: number): void {
    const { circuit, scheduler } = this.#terms;
    this.#timer?.unsubscribe();
    this.#timer = scheduler.schedule(() => circuit.poll(scheduler.now()), delayMs);
  }

  next(value: T): void {
    if (!this.closed) this.destination.next(value);
  }

  /** The circuit is told first: whoever asks another route now must know. */
  override error(error: unknown): void {
    if (this.closed) return;
    let failure = error;
    try {
      this.#end(this.#terms.verdict(error));
    } catch (thrown) {
      failure = thrown;
    }
    super.error(failure);
  }

  override complete(): void {
    if (this.closed) return;
    this.#end('answered');
    super.complete();
  }

  protected override teardown(): void {
    this.#timer?.unsubscribe();
    const { circuit, scheduler } = this.#terms;
    if (this.#turn >= 0) this.#end('neither');
    else if (this.#place !== undefined) circuit.leave(this.#place, scheduler.now());
  }

  #begin(now: number): void {
    this.#turn = this.#terms.circuit.started(now);
    this.connect();
  }

  #end(verdict: CallVerdict): void {
    const turn = this.#turn;
    this.#turn = -1;
    const { circuit, scheduler } = this.#terms;
    circuit.ended(verdict, turn, scheduler.now());
  }
}
