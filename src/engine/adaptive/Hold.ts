/** A limit is kept for so long, in milliseconds, and for so many calls for each one that was refused, */
const LEAST_MS = 2_000;
const CALLS = 400;
/** but not for longer than this where few calls are made, */
const SOON_MS = 5_000;
/** unless more was tried: what that cost should be less than one of a hundred calls, */
const CALLS_A_TRY = 140;
/** also of the first limits of a small account, where one call is a large share of them. */
const SMALL = 100;
const MOST_TRIES = 3;
/** Whatever else, more is tried in the end, in milliseconds. */
const AT_MOST_MS = 600_000;

/** How long a limit that was measured is kept before more is tried: what that costs is a share of the calls. */
export class Hold {
  #since = Number.NEGATIVE_INFINITY;
  #calls = 0;
  #refused = 0;
  /** Most refusals that calls are made for beyond `SOON_MS`. */
  #tries = 0;

  /**
   * The limit is `level`.
   *
   * @param how `tried`: one more than was carried, and it was refused. `unasked`: one was refused that was not more.
   * `guess`: nothing was measured, the limit is somewhere above.
   */
  begin(level: number, now: number, how: 'tried' | 'unasked' | 'guess'): void {
    this.#since = now;
    this.#calls = 0;
    this.#refused = how === 'guess' ? 0 : 1;
    if (how !== 'tried') this.#tries = 0;
    else this.#tries = level < SMALL ? MOST_TRIES : 1;
  }

  started(): void {
    this.#calls++;
  }

  /** Another of those that were sent before. */
  refused(): void {
    this.#refused++;
  }

  lasts(now: number): boolean {
    const heldMs = now - this.#since;
    if (heldMs < LEAST_MS) return true;
    if (this.#calls >= CALLS * this.#refused) return false;
    if (heldMs < SOON_MS) return true;
    return this.#calls < CALLS_A_TRY * Math.min(this.#tries, this.#refused) && heldMs < AT_MOST_MS;
  }
}
