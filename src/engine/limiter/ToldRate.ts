import type { ToldLimit } from '../../types/Limiter.js';
import { RingBuffer } from '../RingBuffer.js';

/** No pause longer than this for what a server says: it may mean a bucket that fills all the time. */
const LONGEST_MS = 60_000;
/** Until so much of a limit is used nobody has to hurry slowly. */
const SCARCE = 0.5;
/** Calls that are remembered, to know what a server did not know of yet. */
const REMEMBERED = 8_192;

interface Taken {
  readonly at: number;
  readonly cost: number;
}

/**
 * A limit as the server says where it stands. Once half of it is used, what is left is spread over the time until it is
 * all there again: before a window that empties at once that never asks for more than there is, and before a bucket that
 * fills all the time it comes to rest at the rate of the bucket.
 */
export class ToldRate {
  readonly #taken = new RingBuffer<Taken>();
  #askedAt = Number.NEGATIVE_INFINITY;
  #until = Number.NEGATIVE_INFINITY;
  #next = Number.NEGATIVE_INFINITY;
  #msPerUnit = 0;

  heard({ limit, remaining, resetMs }: ToldLimit, now: number, askedAt: number): void {
    // An answer that took long says how it was when it was asked for.
    if (askedAt < this.#askedAt) return;
    this.#askedAt = askedAt;
    const left = remaining - this.#takenSince(askedAt);
    if (resetMs <= 0 || (limit !== undefined && left > SCARCE * limit)) {
      this.#until = now;
      return;
    }
    const pauseMs = Math.min(resetMs, LONGEST_MS);
    this.#until = now + pauseMs;
    this.#msPerUnit = left < 1 ? 0 : resetMs / left;
    this.#next =
      left < 1 ? this.#until : Math.min(Math.max(this.#next, now), now + Math.min(pauseMs, this.#msPerUnit));
  }

  waitFor(now: number): number {
    return now >= this.#until ? 0 : this.#next - now;
  }

  take(cost: number, now: number): void {
    this.#taken.push({ at: now, cost });
    if (this.#taken.length > REMEMBERED) this.#taken.shift();
    if (now < this.#until) this.#next = Math.max(this.#next, now) + cost * this.#msPerUnit;
  }

  /** What was taken before it is never asked for again: nobody hears of older ones. */
  #takenSince(askedAt: number): number {
    for (let oldest = this.#taken.peek(); oldest !== undefined && oldest.at <= askedAt; ) {
      this.#taken.shift();
      oldest = this.#taken.peek();
    }
    let sum = 0;
    for (let index = 0; index < this.#taken.length; index++) sum += (this.#taken.at(index) as Taken).cost;
    return sum;
  }
}
