import type { CallSignal, ConcurrencyControl } from '../../types/Limiter.js';
import { expectNumber } from '../expectNumber.js';
import { CoolDown } from './CoolDown.js';
import { Growth } from './Growth.js';
import { Hold } from './Hold.js';
import { Overload } from './Overload.js';
import { QueueWatch } from './QueueWatch.js';

/** Options of {@link AdaptiveConcurrency}. */
export interface AdaptiveOptions {
  /** Calls at once to begin with. Default 4, or `max` when that is less. */
  readonly start?: number;
  /** Never fewer. Default 1. */
  readonly min?: number;
  /** Never more. Default 4,096. */
  readonly max?: number;
}

/** Until a refusal has shown how long one takes, in milliseconds. */
const FIRST_REFUSAL_MS = 500;
/** Whoever waits for the limit to grow asks so often, in milliseconds. */
const ASK_MS = 250;
/** A limit grows by one call at a time, or this share of it. */
const MOST_AT_ONCE = 0.02;
/** A few at first, so that a small account does not meet many; it takes less than a second to twenty. */
const START = 4;
/** No limit beyond so many times what calls have been answered at, */
const TRUST = 8;
/** and so much is taken as proven. */
const FIRST_PROVEN = 32;

/**
 * Finds out how many calls at once an account carries, stays there and follows when it moves; nobody sets it.
 *
 * A 429 of a server that limits calls at once *measures* the limit: what is in flight and not refused is what it
 * carries (or it says the number, as DeepSeek does). That is the new limit, once for each generation of calls: what was
 * sent before the last cut tells of what was before it. After a cut one call goes ahead, and the others follow when it
 * was not refused in the time that a refusal takes. Then the limit is kept for a while ({@link Hold}) and grows as long
 * as it is used and nothing is refused: with care, and fast once it is past what was measured ({@link Growth}). It stops
 * growing where more calls at once are not answered any faster, because some servers queue without a word.
 *
 * Calls that came too fast, and a Retry-After, stop all of them for a time, and leave the limit as it is.
 *
 * In simulation (`npm run bench -- adaptive`), at a limit of 500, 200 and 500 again, two minutes each from the first
 * call on, it used 95 to 97 % of it with 0.8 % refused; Netflix's AIMD
 * (https://github.com/Netflix/concurrency-limits) 84 % with 3.4 %. Over HTTP, 70 s each, it was 96 % with 0.4 %.
 */
export class AdaptiveConcurrency implements ConcurrencyControl {
  readonly #min: number;
  readonly #max: number;
  readonly #pause = new CoolDown();
  readonly #queue = new QueueWatch();
  readonly #overload = new Overload();
  #hold = new Hold();
  #growth = new Growth();
  /** A fraction, because it grows with time; the whole part counts. */
  #level: number;
  #grownAt = Number.NEGATIVE_INFINITY;
  #cutAt = Number.NEGATIVE_INFINITY;
  /** After a cut: `wanted`, until one call goes ahead, then the time when it went. */
  #scout: 'wanted' | number | undefined;
  /** How many of them were refused, one after the other. */
  #lostScouts = 0;
  #refusalMs: number | undefined;
  /** Most calls in flight at which one has been answered since the last cut. */
  #proven: number;

  constructor({ start, min = 1, max = 4_096 }: AdaptiveOptions = {}) {
    expectNumber('min', min, { min: 1 });
    expectNumber('max', max, { min });
    expectNumber('start', start, { min, max });
    this.#min = min;
    this.#max = max;
    this.#level = start ?? Math.max(min, Math.min(START, max));
    this.#proven = start ?? Math.max(this.#level, FIRST_PROVEN);
  }

  get limit(): number {
    return Math.floor(this.#level);
  }

  waitFor(inFlight: number, now: number): number {
    const pause = this.#pause.waitFor(now);
    if (pause > 0) return pause;
    if (typeof this.#scout === 'number') {
      const quiet = this.#scout + 2 * (this.#refusalMs ?? FIRST_REFUSAL_MS) - now;
      if (quiet > 0 && inFlight > 0) return quiet;
      this.#scout = undefined;
    }
    // Whoever goes ahead should not be refused by chance: how many the server has exactly, nobody knows.
    const room = this.#scout === 'wanted' ? Math.ceil(0.985 * this.limit) : this.limit;
    if (inFlight < room) return 0;
    return inFlight < this.limit ? Number.POSITIVE_INFINITY : this.#grow(inFlight, now);
  }

  pauseMs(now: number): number {
    return Math.max(0, this.#pause.waitFor(now));
  }

  started(inFlight: number, now: number): void {
    this.#queue.started(inFlight, now);
    this.#hold.started();
    this.#overload.started();
    if (this.#scout === 'wanted') this.#scout = now;
  }

  ended(
    signal: CallSignal | undefined,
    inFlight: number,
    now: number,
    startedAt: number,
    startedWith: number,
  ): void {
    this.#queue.ended(signal?.kind === 'ok', startedWith, startedAt, now);
    if (this.#queue.most < this.#level) this.#set(this.#queue.most);
    if (signal === undefined) return;
    if (signal.kind === 'ok') {
      if (startedAt >= this.#cutAt && startedWith > this.#proven) this.#proven = startedWith;
      return;
    }
    this.#pause.heard(signal, now, startedAt);
    if (signal.kind === 'too-many') this.#refused(signal.limit, inFlight, now, startedAt);
    else if (signal.kind === 'overloaded') {
      const us = this.#overload.refused(now, startedAt, this.#level, now - startedAt);
      if (us === true) {
        const least = Math.min(this.#level, this.#overload.least);
        this.#refused(undefined, inFlight, now, startedAt);
        if (this.#level < least) this.#set(least);
      } else if (us !== false) this.#forget(us);
    }
  }

  #refused(told: number | undefined, inFlight: number, now: number, startedAt: number): void {
    this.#refusalMs = approach(this.#refusalMs, now - startedAt);
    if (startedAt < this.#cutAt) {
      this.#hold.refused();
      // One of those that were thought to be accepted when the limit was measured. A number that is told needs no sum.
      if (told === undefined) this.#set(Math.min(this.#level, Math.max(inFlight, this.#level - 1)));
      else this.#set(Math.min(this.#level, told));
      return;
    }
    // Read before `#carried`, which counts the scouts.
    const how = this.#hold.lasts(startedAt) ? 'unasked' : 'tried';
    this.#cut(Math.min(told ?? Number.POSITIVE_INFINITY, this.#carried(startedAt) * inFlight), now, how);
  }

  /** The share of what still runs that the server carries, as far as a refusal of a call that started then tells. */
  #carried(startedAt: number): number {
    // The one that went ahead: the limit is below what still runs, and nobody knows how far. Each says it is further.
    if (startedAt === this.#scout) return Math.max(0.86, 1 - 0.02 * ++this.#lostScouts);
    this.#lostScouts = 0;
    // Nothing more was tried: it is below what was measured.
    return this.#hold.lasts(startedAt) ? 0.99 : 1;
  }

  #cut(level: number, now: number, how: 'tried' | 'unasked'): void {
    // A careful try that failed tells nothing new: what was carried before goes on at once.
    this.#scout = how === 'tried' && this.#growth.isCareful(this.#level) ? undefined : 'wanted';
    this.#set(Math.min(this.#level, level));
    this.#proven = this.#level;
    this.#growth.measured(this.#level);
    this.#hold.begin(this.#level, now, this.#lostScouts > 1 ? 'guess' : how);
    this.#cutAt = now;
  }

  /** Nothing was measured: it goes on as if nobody had been refused. */
  #forget(level: number): void {
    this.#set(level);
    this.#hold = new Hold();
    this.#growth = new Growth();
    this.#scout = undefined;
  }

  #set(level: number): void {
    this.#level = Math.min(this.#max, Math.max(this.#min, level));
  }

  /** All of the limit is used, and somebody waits: grows with the time since that was last so. */
  #grow(inFlight: number, now: number): number {
    const most = Math.min(this.#max, TRUST * this.#proven, this.#queue.most);
    if (this.#hold.lasts(now) || this.#scout !== undefined || this.#level >= most) {
      this.#grownAt = now;
      return this.#level >= this.#max ? Number.POSITIVE_INFINITY : ASK_MS;
    }
    const waitedMs = now - this.#grownAt;
    this.#grownAt = now;
    // Somebody who waits asks again within a quarter of a second: it was not all used in between.
    const seconds = waitedMs > 4 * ASK_MS ? 0 : Math.min(waitedMs, ASK_MS) / 1_000;
    const speed = this.#growth.speedAt(this.#level, this.#refusalMs);
    this.#growth.grew(seconds);
    // Who comes late to ask, on a busy machine, hears of refusals as late: it does not make up for that.
    const step = Math.max(1, MOST_AT_ONCE * this.#level);
    this.#set(Math.min(most, this.#level + Math.min(step, speed * seconds)));
    if (inFlight < this.limit) return 0;
    return Math.min(ASK_MS, (1_000 * (inFlight + 1 - this.#level)) / speed + 1);
  }
}

/** The mean of the last few, more or less; down in fewer, since what once took long was by chance. */
function approach(mean: number | undefined, value: number): number {
  return mean === undefined ? value : mean + (value - mean) / (value < mean ? 2 : 4);
}
