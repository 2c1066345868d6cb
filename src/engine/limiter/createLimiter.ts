import type { CallSignal, ConcurrencyControl, Limiter, Permit, Place, Waiter } from '../../types/Limiter.js';
import { FixedConcurrency } from '../adaptive/FixedConcurrency.js';
import type { Dimension } from './Dimension.js';

/** What a limiter is made of. */
export interface LimiterParts {
  readonly requests?: Dimension;
  readonly tokens?: Dimension;
  /** Calls at once: a number, or what decides it while they run. Default: any number. */
  readonly concurrency?: number | ConcurrencyControl;
}

/** A linked list, so that any of them may leave at no cost. */
interface Link extends Place {
  previous: Link | undefined;
  next: Link | undefined;
  waits: boolean;
}

/** Reserved for a call that says nothing of its size, until the first calls have been settled. */
const FIRST_GUESS_TOKENS = 1_000;

/**
 * Puts dimensions together into a {@link Limiter}: a permit is given when every dimension has room, and then
 * takes from all of them. Strictly first come first served, so a large call is never overtaken for ever.
 */
export function createLimiter({
  requests,
  tokens,
  concurrency = Number.POSITIVE_INFINITY,
}: LimiterParts): Limiter {
  const control = typeof concurrency === 'number' ? new FixedConcurrency(concurrency) : concurrency;
  let first: Link | undefined;
  let last: Link | undefined;
  let waiting = 0;
  let inFlight = 0;
  let meanTokens = FIRST_GUESS_TOKENS;
  let settled = 0;
  let granting = false;
  let woken: Waiter | undefined;
  let wakeAt = 0;

  const costOf = (waiter: Waiter) => waiter.demand.tokens ?? meanTokens;

  const waitFor = (waiter: Waiter, now: number): number => {
    const wait = control.waitFor(inFlight, now);
    if (wait === Number.POSITIVE_INFINITY) return wait;
    return Math.max(wait, requests?.waitFor(1, now) ?? 0, tokens?.waitFor(costOf(waiter), now) ?? 0);
  };

  const grant = (waiter: Waiter, now: number) => {
    requests?.take(1, now);
    inFlight++;
    control.started(inFlight, now);
    const cost = tokens === undefined ? 0 : costOf(waiter);
    const noted = tokens === undefined ? now : tokens.take(cost, now);
    waiter.granted(new Grant(returned, cost, noted, now, inFlight));
  };

  const returned = (grant: Grant, now: number, used: number | undefined, signal: CallSignal | undefined) => {
    inFlight--;
    control.ended(signal, inFlight, now, grant.startedAt, grant.startedWith);
    if (used !== undefined) {
      // The mean of the last hundred or so.
      settled = Math.min(settled + 1, 100);
      meanTokens += (used - meanTokens) / settled;
      tokens?.settle(used - grant.cost, grant.noted);
    }
    poll(now);
  };

  const remove = (link: Link) => {
    if (link.previous === undefined) first = link.next;
    else link.previous.next = link.next;
    if (link.next === undefined) last = link.previous;
    else link.next.previous = link.previous;
    // A link that has grown old must not keep all that came after it alive until the next full collection.
    link.previous = undefined;
    link.next = undefined;
    link.waits = false;
    waiting--;
  };

  const poll = (now: number) => {
    // A grant may run a whole call and release its permit: the loop below goes on, the stack does not grow.
    if (granting) return;
    granting = true;
    try {
      while (first !== undefined) {
        const { waiter } = first;
        const wait = waitFor(waiter, now);
        if (wait > 0) {
          wake(waiter, now, wait);
          break;
        }
        remove(first);
        grant(waiter, now);
      }
    } finally {
      granting = false;
    }
  };

  const wake = (waiter: Waiter, now: number, wait: number) => {
    if (wait === Number.POSITIVE_INFINITY) return;
    // Timers count whole milliseconds: waking early would only mean waking twice.
    const delay = Math.ceil(wait);
    if (woken === waiter && wakeAt > now && wakeAt <= now + delay) return;
    woken = waiter;
    wakeAt = now + delay;
    waiter.wake(delay);
  };

  return {
    get concurrency() {
      return control.limit;
    },
    get inFlight() {
      return inFlight;
    },
    get waiting() {
      return waiting;
    },
    enter(waiter, now) {
      if (first === undefined && waitFor(waiter, now) <= 0) {
        grant(waiter, now);
        return undefined;
      }
      const link: Link = { waiter, previous: last, next: undefined, waits: true };
      if (last === undefined) first = link;
      else last.next = link;
      last = link;
      waiting++;
      if (first === link) poll(now);
      return link;
    },
    leave(place, now) {
      const link = place as Link;
      if (!link.waits) return;
      const wasFirst = link === first;
      remove(link);
      if (wasFirst) poll(now);
    },
    poll(now) {
      // Whoever asks has used up its timer, which may have gone off a little early: it needs another.
      woken = undefined;
      poll(now);
    },
  };
}

type Returned = (grant: Grant, now: number, used: number | undefined, signal: CallSignal | undefined) => void;

/** A permit that is out. */
class Grant implements Permit {
  /** Tokens that were taken, and the moment that they are noted under. */
  readonly cost: number;
  readonly noted: number;
  readonly startedAt: number;
  readonly startedWith: number;
  readonly #returned: Returned;
  #out = true;

  constructor(returned: Returned, cost: number, noted: number, startedAt: number, startedWith: number) {
    this.#returned = returned;
    this.cost = cost;
    this.noted = noted;
    this.startedAt = startedAt;
    this.startedWith = startedWith;
  }

  release(now: number, used?: number, signal?: CallSignal): void {
    if (!this.#out) return;
    this.#out = false;
    this.#returned(this, now, used, signal);
  }
}
