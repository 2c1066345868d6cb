import { distinctUntilChanged, interval, map, merge, NEVER, type Observable, Subject, startWith } from 'rxjs';
import type { Route } from '../../types/Route.js';
import type { Concurrency } from '../concurrencyFlag.js';

/** How often a limit that moves is looked at, in milliseconds. */
const LOOK_MS = 250;

/** How many calls a run makes at once, all routes together, at this moment. */
export class AtOnce {
  readonly #changes = new Subject<void>();
  #concurrency: Concurrency;
  #routes: readonly Route[] = [];

  constructor(concurrency: Concurrency) {
    this.#concurrency = concurrency;
  }

  /** Where the calls go: with `auto` their limits count. */
  follow(routes: readonly Route[]): void {
    this.#routes = routes;
  }

  /** From now on it is a number that is told. */
  set(concurrency: number): void {
    this.#concurrency = concurrency;
    this.#changes.next();
  }

  get limit(): number {
    if (this.#concurrency !== 'auto') return this.#concurrency;
    return this.#routes.reduce((sum, { limiter }) => sum + (limiter?.concurrency ?? 0), 0);
  }

  /**
   * Prompts in hand. Those that sleep before a retry should not keep others from their turn, so more are in hand than
   * calls are made at once; and a limit that is found out grows only while somebody waits.
   */
  get inHand(): Observable<number> {
    const moves = this.#concurrency === 'auto' ? interval(LOOK_MS) : NEVER;
    const inHand = () => {
      const { limit } = this;
      return Math.ceil(this.#concurrency === 'auto' ? Math.max(1.5 * limit, limit + 16) : 1.5 * limit);
    };
    return merge(moves, this.#changes).pipe(startWith(0), map(inHand), distinctUntilChanged());
  }
}
