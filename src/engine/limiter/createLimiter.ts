import type {
  CallSignal,
  ConcurrencyControl,
  Demand,
  Limiter,
  Permit,
  Place,
  ToldLimits,
  Waiter,
  WaitReason,
} from '../../types/Limiter.js';
import { FixedConcurrency } from '../adaptive/FixedConcurrency.js';
import type { Dimension } from './Dimension.js';
import { LearnedTokens } from './LearnedTokens.js';
import { ToldRate } from './ToldRate.js';
import { type LinePlace, WaiterLine } from './WaiterLine.js';

/** What a limiter is made of. */
export interface LimiterParts {
  readonly requests?: Dimension;
  readonly tokens?: Dimension;
  /** Calls at once: a number, or what decides it while they run. Default: any number. */
  readonly concurrency?: number | ConcurrencyControl;
}

/** Its limits may change. */
export interface PartedLimiter extends Limiter {
  requests: Dimension | undefined;
  tokens: Dimension | undefined;
  control: ConcurrencyControl;
}

/**
 * Puts dimensions together into a {@link Limiter}: a permit is given when every dimension has room, and then
 * takes from all of them. Strictly first come first served, so a large call is never overtaken for ever.
 */
export function createLimiter(parts: LimiterParts): PartedLimiter {
  return new Admissions(parts);
}

/** A number of calls at once, as what decides it. */
export function controlOf(concurrency: number | ConcurrencyControl): ConcurrencyControl {
  return typeof concurrency === 'number' ? new FixedConcurrency(concurrency) : concurrency;
}

class Admissions implements PartedLimiter {
  requests: Dimension | undefined;
  tokens: Dimension | undefined;
  control: ConcurrencyControl;
  inFlight = 0;
  readonly #line = new WaiterLine();
  readonly #learned = new LearnedTokens();
  #toldRequests: ToldRate | undefined;
  #toldTokens: ToldRate | undefined;
  #granting = false;
  #woken: Waiter | undefined;
  #wakeAt = 0;
  /** What whoever is first had to wait for, when that was last looked at. */
  #reason: WaitReason = 'concurrency';

  constructor({ requests, tokens, concurrency = Number.POSITIVE_INFINITY }: LimiterParts) {
    this.requests = requests;
    this.tokens = tokens;
    this.control = controlOf(concurrency);
  }

  get concurrency(): number {
    return this.control.limit;
  }

  get waiting(): number {
    return this.#line.length;
  }

  get countsTokens(): boolean {
    return this.tokens !== undefined || this.#toldTokens !== undefined;
  }

  enter(waiter: Waiter, now: number): Place | undefined {
    if (this.#line.first === undefined && this.#waitFor(waiter.demand, now) <= 0) {
      this.#grant(waiter, now, undefined);
      return undefined;
    }
    const place = this.#line.add(waiter);
    if (this.#line.first === place) this.#serve(now);
    return place;
  }

  leave(place: Place, now: number): void {
    const left = place as LinePlace;
    if (!left.waits) return;
    const wasFirst = left === this.#line.first;
    this.#line.remove(left);
    if (wasFirst) this.#serve(now);
  }

  poll(now: number): void {
    // Whoever asks has used up its timer, which may have gone off a little early: it needs another.
    this.#woken = undefined;
    this.#serve(now);
  }

  heard({ requests, tokens }: ToldLimits, now: number, askedAt: number): void {
    if (requests !== undefined) {
      this.#toldRequests ??= new ToldRate();
      this.#toldRequests.heard(requests, now, askedAt);
    }
    if (tokens !== undefined) {
      this.#toldTokens ??= new ToldRate();
      this.#toldTokens.heard(tokens, now, askedAt);
    }
    // Nobody is served here: the call that was answered gives its permit back in a moment.
  }

  /** A permit comes back. */
  returned(grant: Grant, now: number, used: number | undefined, signal: CallSignal | undefined): void {
    this.inFlight--;
    this.control.ended(signal, this.inFlight, now, grant.startedAt, grant.startedWith);
    if (used !== undefined) {
      this.#learned.used(used, grant.demand);
      // A limit that has come since knows nothing of it.
      if (grant.counted === this.tokens) this.tokens?.settle(used - grant.cost, grant.noted);
    }
    this.#serve(now);
  }

  /** Notes what it waits for. */
  #waitFor(demand: Demand, now: number): number {
    const { control, requests, tokens } = this;
    let most = control.waitFor(this.inFlight, now);
    if (most > 0) this.#reason = (control.pauseMs?.(now) ?? 0) > 0 ? 'pause' : 'concurrency';
    if (most === Number.POSITIVE_INFINITY) return most;
    if (requests !== undefined) most = this.#more(most, requests.waitFor(1, now), 'requests');
    if (tokens !== undefined)
      most = this.#more(most, tokens.waitFor(this.#learned.costOf(demand), now), 'tokens');
    if (this.#toldRequests !== undefined)
      most = this.#more(most, this.#toldRequests.waitFor(now), 'requests');
    if (this.#toldTokens !== undefined) most = this.#more(most, this.#toldTokens.waitFor(now), 'tokens');
    return most;
  }

  #more(most: number, wait: number, reason: WaitReason): number {
    if (wait <= most || wait <= 0) return most;
    this.#reason = reason;
    return wait;
  }

  #grant(waiter: Waiter, now: number, waitedFor: WaitReason | undefined): void {
    const { demand } = waiter;
    this.requests?.take(1, now);
    this.#toldRequests?.take(1, now);
    let cost = 0;
    let noted = now;
    if (this.countsTokens) {
      cost = this.#learned.costOf(demand);
      if (this.tokens !== undefined) noted = this.tokens.take(cost, now);
      this.#toldTokens?.take(cost, now);
    }
    this.inFlight++;
    this.control.started(this.inFlight, now);
    waiter.granted(new Grant(this, demand, cost, noted, now, this.inFlight), waitedFor);
  }

  #serve(now: number): void {
    // A grant may run a whole call and release its permit: the loop below goes on, the stack does not grow.
    if (this.#granting) return;
    this.#granting = true;
    try {
      for (let { first } = this.#line; first !== undefined; first = this.#line.first) {
        const { waiter } = first;
        const wait = this.#waitFor(waiter.demand, now);
        if (wait > 0) {
          this.#wake(waiter, now, wait);
          break;
        }
        this.#line.remove(first);
        this.#grant(waiter, now, this.#reason);
      }
    } finally {
      this.#granting = false;
    }
  }

  #wake(waiter: Waiter, now: number, wait: number): void {
    if (wait === Number.POSITIVE_INFINITY) return;
    // Timers count whole milliseconds: waking early would only mean waking twice.
    const delay = Math.ceil(wait);
    if (this.#woken === waiter && this.#wakeAt > now && this.#wakeAt <= now + delay) return;
    this.#woken = waiter;
    this.#wakeAt = now + delay;
    waiter.wake(delay);
  }
}

/** A permit that is out. */
class Grant implements Permit {
  readonly demand: Demand;
  /** Tokens that were taken, of which limit, and the moment that they are noted under. */
  readonly cost: number;
  readonly counted: Dimension | undefined;
  readonly noted: number;
  readonly startedAt: number;
  readonly startedWith: number;
  readonly #limiter: Admissions;
  #out = true;

  constructor(
    limiter: Admissions,
    demand: Demand,
    cost: number,
    noted: number,
    startedAt: number,
    startedWith: number,
  ) {
    this.#limiter = limiter;
    this.demand = demand;
    this.cost = cost;
    this.counted = limiter.tokens;
    this.noted = noted;
    this.startedAt = startedAt;
    this.startedWith = startedWith;
  }

  release(now: number, used?: number, signal?: CallSignal): void {
    if (!this.#out) return;
    this.#out = false;
    this.#limiter.returned(this, now, used, signal);
  }
}
