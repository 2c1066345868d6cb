import type { Reply } from '../../types/Reply.js';

/** What a new answer counts in the mean. */
const NEW = 0.1;
/** What was measured longer ago says nothing any more. Milliseconds. */
const FRESH_MS = 30_000;

/** How a route does. */
export class Standing<R> {
  readonly route: R;
  inFlight = 0;
  /** It is asked last before that moment. */
  pausedUntil = Number.NEGATIVE_INFINITY;
  /** Milliseconds for a token, the mean of the last answers. */
  #pace = 0;
  #pacedAt = Number.NEGATIVE_INFINITY;

  constructor(route: R) {
    this.route = route;
  }

  pause(until: number): void {
    this.pausedUntil = Math.max(this.pausedUntil, until);
  }

  answered(reply: Reply, now: number): void {
    const pace = paceOf(reply);
    this.#pace = now - this.#pacedAt > FRESH_MS ? pace : this.#pace + NEW * (pace - this.#pace);
    this.#pacedAt = now;
  }

  /** Whether a call would be sooner over here. When one of them is not known, fewer under way is better. */
  isBetterThan(other: Standing<R>, now: number): boolean {
    const areKnown = now - this.#pacedAt <= FRESH_MS && now - other.#pacedAt <= FRESH_MS;
    if (!areKnown) return this.inFlight < other.inFlight;
    return this.#pace * (this.inFlight + 1) < other.#pace * (other.inFlight + 1);
  }
}

/** Long answers take long: what is compared is the time for each token, or to the first one where that is known. */
function paceOf({ ttftMs, latencyMs, usage, text }: Reply): number {
  if (ttftMs !== null) return ttftMs;
  return latencyMs / Math.max(1, usage?.completionTokens ?? text.length / 4);
}
