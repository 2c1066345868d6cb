import type { SchedulerLike, Subscription, Unsubscribable } from 'rxjs';
import type { Circuit, CircuitPlace, CircuitWaiter } from '../../src/types/Circuit.js';

/** Waits in the lines of several circuits at once, until one of them lets a call through. */
export class CircuitQueue<R extends { readonly circuit?: Circuit }> implements Unsubscribable {
  readonly #waits: readonly Wait<R>[];
  readonly #onReady: (route: R) => void;
  #isOver = false;

  /** @param onReady Told once of the first route that may be asked, after all lines were left. */
  constructor(routes: readonly R[], scheduler: SchedulerLike, onReady: (route: R) => void) {
    this.#waits = routes.map((route) => new Wait(this, route, scheduler));
    this.#onReady = onReady;
  }

  start(): void {
    for (const wait of this.#waits) if (!this.#isOver) wait.enter();
  }

  ready(route: R): void {
    if (this.#isOver) return;
    this.unsubscribe();
    this.#onReady(route);
  }

  unsubscribe(): void {
    this.#isOver = true;
    for (const wait of this.#waits) wait.leave();
  }
}

/** A place in the line of one circuit. */
class Wait<R extends { readonly circuit?: Circuit }> implements CircuitWaiter {
  readonly #queue: CircuitQueue<R>;
  readonly #route: R;
  readonly #scheduler: SchedulerLike;
  #place: CircuitPlace | undefined;
  #timer: Subscription | undefined;

  constructor(queue: CircuitQueue<R>, route: R, scheduler: SchedulerLike) {
    this.#queue = queue;
    this.#route = route;
    this.#scheduler = scheduler;
  }

  enter(): void {
    this.#place = this.#route.circuit?.enter(this, this.#scheduler.now());
  }

  ready(): void {
    this.#place = undefined;
    this.#queue.ready(this.#route);
  }

  wake(delayMs: number): void {
    this.#timer?.unsubscribe();
    const scheduler = this.#scheduler;
    this.#timer = scheduler.schedule(() => this.#route.circuit?.poll(scheduler.now()), delayMs);
  }

  leave(): void {
    this.#timer?.unsubscribe();
    const place = this.#place;
    this.#place = undefined;
    if (place !== undefined) this.#route.circuit?.leave(place, this.#scheduler.now());
  }
}
