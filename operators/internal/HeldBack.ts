import type { SchedulerLike, Subscription } from 'rxjs';

/** The first values of a call, until there are more than so many, or for so long. */
export class HeldBack<T> {
  readonly #most: number;
  readonly #ms: number | undefined;
  readonly #scheduler: SchedulerLike;
  readonly #pass: (value: T) => void;
  #values: T[] | undefined = [];
  #timer: Subscription | undefined;

  /** What is not said bounds nothing. */
  constructor(
    { values, ms }: { readonly values?: number; readonly ms?: number },
    scheduler: SchedulerLike,
    pass: (value: T) => void,
  ) {
    this.#most = values ?? (ms === undefined ? 0 : Number.POSITIVE_INFINITY);
    this.#ms = ms;
    this.#scheduler = scheduler;
    this.#pass = pass;
  }

  /** Whether `value` is kept. When it is one too many those before it are passed on, and it is not kept. */
  keeps(value: T): boolean {
    if (this.#values === undefined) return false;
    if (this.#values.length >= this.#most) {
      this.release();
      return false;
    }
    this.#values.push(value);
    if (this.#ms !== undefined && this.#timer === undefined) {
      this.#timer = this.#scheduler.schedule(() => this.release(), this.#ms);
    }
    return true;
  }

  /** Passes everything on; nothing is kept any more. */
  release(): void {
    const values = this.#values ?? [];
    this.drop();
    for (const value of values) this.#pass(value);
  }

  drop(): void {
    this.#timer?.unsubscribe();
    this.#values = undefined;
  }
}
