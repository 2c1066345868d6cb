import type { Limiter, Permit, Waiter } from '../../types/Limiter.js';
import type { Dimension, Reservation } from './Dimension.js';

/** What a limiter is made of. */
export interface LimiterParts {
  readonly requests?: Dimension;
  readonly tokens?: Dimension;
  readonly concurrency?: number;
}

/** A waiter in line; a linked list, so that any of them may leave at no cost. */
interface Place {
  readonly waiter: Waiter;
  previous: Place | undefined;
  next: Place | undefined;
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
  const places = new Map<Waiter, Place>();
  let first: Place | undefined;
  let last: Place | undefined;
  let inFlight = 0;
  let meanTokens = FIRST_GUESS_TOKENS;
  let settled = 0;
  let granting = false;
  let woken: Waiter | undefined;
  let wakeAt = 0;

  const costOf = (waiter: Waiter) => waiter.demand.tokens ?? meanTokens;

  const waitFor = (waiter: Waiter, now: number): number => {
    if (inFlight >= concurrency) return Number.POSITIVE_INFINITY;
    return Math.max(requests?.waitFor(1, now) ?? 0, tokens?.waitFor(costOf(waiter), now) ?? 0);
  };

  const grant = (waiter: Waiter, now: number) => {
    const reserved = costOf(waiter);
    requests?.take(1, now);
    inFlight++;
    waiter.granted(permitFor(tokens?.take(reserved, now), reserved));
  };

  const permitFor = (reservation: Reservation | undefined, reserved: number): Permit => {
    let out = true;
    return {
      release(now, used) {
        if (!out) return;
        out = false;
        inFlight--;
        if (used !== undefined) {
          // The mean of the last hundred or so.
          settled = Math.min(settled + 1, 100);
          meanTokens += (used - meanTokens) / settled;
          if (used !== reserved) reservation?.settle(used);
        }
        poll(now);
      },
    };
  };

  const remove = (place: Place) => {
    places.delete(place.waiter);
    if (place.previous === undefined) first = place.next;
    else place.previous.next = place.next;
    if (place.next === undefined) last = place.previous;
    else place.next.previous = place.previous;
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
    concurrency,
    get inFlight() {
      return inFlight;
    },
    get waiting() {
      return places.size;
    },
    enter(waiter, now) {
      if (first === undefined && waitFor(waiter, now) <= 0) {
        grant(waiter, now);
        return;
      }
      const place: Place = { waiter, previous: last, next: undefined };
      if (last === undefined) first = place;
      else last.next = place;
      last = place;
      places.set(waiter, place);
      if (first === place) poll(now);
    },
    leave(waiter, now) {
      const place = places.get(waiter);
      if (place === undefined) return;
      const wasFirst = place === first;
      remove(place);
      if (wasFirst) poll(now);
    },
    poll(now) {
      // Whoever asks has used up its timer, which may have gone off a little early: it needs another.
      woken = undefined;
      poll(now);
    },
  };
}
