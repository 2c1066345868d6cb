import type { CallSignal } from '../../types/Limiter.js';

/** Without a word of the server, after the first refusal and after many, in milliseconds. */
const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;

/** One pause for all calls, after a Retry-After, or after calls that came too fast. */
export class CoolDown {
  #until = Number.NEGATIVE_INFINITY;
  #since = Number.NEGATIVE_INFINITY;
  #guessMs = FIRST_MS;

  /** Milliseconds that are left; 0 or less when there are none. */
  waitFor(now: number): number {
    return this.#until - now;
  }

  heard({ kind, retryAfterMs }: CallSignal, now: number, startedAt: number): void {
    if (retryAfterMs !== undefined) this.#until = Math.max(this.#until, now + retryAfterMs);
    // Those that were sent before the pause tell nothing new.
    if (kind !== 'too-fast' || startedAt < this.#since) return;
    // Twice as long when the last one was followed by another.
    const isNext = now - this.#until < this.#guessMs;
    this.#guessMs = isNext ? Math.min(LONGEST_MS, 2 * this.#guessMs) : FIRST_MS;
    this.#since = now;
    if (retryAfterMs === undefined) this.#until = Math.max(this.#until, now + this.#guessMs);
  }
}
