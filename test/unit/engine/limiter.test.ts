import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gcraLimiter } from '../../../src/engine/limiter/gcraLimiter.js';
import { slidingWindowLimiter } from '../../../src/engine/limiter/slidingWindowLimiter.js';
import type { Limiter, Permit, Place } from '../../../src/types/Limiter.js';

/** Drives a limiter with a clock of its own; gives the time of each grant. */
function drive(limiter: Limiter) {
  let now = 0;
  const timers = new Set<number>();
  const grants: { at: number; name: string; permit: Permit }[] = [];
  return {
    grants,
    enter(name: string, tokens?: number) {
      const waiter = {
        demand: tokens === undefined ? {} : { tokens },
        granted: (permit: Permit) => grants.push({ at: now, name, permit }),
        wake: (delayMs: number) => timers.add(now + delayMs),
      };
      return limiter.enter(waiter, now) as Place;
    },
    leave: (place: Place) => limiter.leave(place, now),
    release: (index: number, used?: number) => grants[index]?.permit.release(now, used),
    advanceTo(time: number) {
      for (let due = Math.min(...timers); due <= time; due = Math.min(...timers)) {
        timers.delete(due);
        now = due;
        limiter.poll(now);
      }
      now = time;
    },
  };
}

/** Most grants in any window of `windowMs`. */
function worstWindow(times: readonly number[], windowMs: number): number {
  let worst = 0;
  let start = 0;
  times.forEach((time, end) => {
    while ((times[start] as number) <= time - windowMs) start++;
    worst = Math.max(worst, end - start + 1);
  });
  return worst;
}

describe('gcraLimiter', () => {
  it.each([60, 600, 6_000])(
    'should use at least 97 % of %i a minute and never more in any minute',
    (rate) => {
      const driven = drive(gcraLimiter({ requestsPerMinute: rate }));
      for (let n = 0; n < rate * 4; n++) driven.enter(`${n}`);
      driven.advanceTo(180_000);
      const times = driven.grants.map(({ at }) => at);
      expect(times.length).toBeGreaterThanOrEqual(rate * 3 * 0.97);
      expect(worstWindow(times, 60_000)).toBeLessThanOrEqual(rate);
    },
  );

  it('should keep small limits, of which a burst would be a large share', () => {
    const driven = drive(gcraLimiter({ requestsPerMinute: 3 }));
    for (let n = 0; n < 12; n++) driven.enter(`${n}`);
    driven.advanceTo(200_000);
    expect(
      worstWindow(
        driven.grants.map(({ at }) => at),
        60_000,
      ),
    ).toBe(3);
  });

  it('should reserve tokens before the call, refund what was not used and charge what was', () => {
    const limiter = gcraLimiter({ tokensPerMinute: 60_000, share: 0.5 });
    const driven = drive(limiter);
    driven.enter('a', 30_000);
    driven.enter('b', 30_000);
    expect(driven.grants.map(({ name }) => name)).toEqual(['a']);
    driven.release(0, 300);
    expect(driven.grants.map(({ name }) => name)).toEqual(['a']);
    driven.advanceTo(600);
    expect(driven.grants.map(({ name }) => name)).toEqual(['a', 'b']);
    driven.release(1, 60_000);
    driven.enter('c', 1);
    driven.advanceTo(119_600);
    expect(driven.grants.length).toBe(2);
    driven.advanceTo(119_700);
    expect(driven.grants.length).toBe(3);
  });

  it('should count a large call for what it used, not for what was set aside', () => {
    const driven = drive(gcraLimiter({ tokensPerMinute: 100_000 }));
    driven.enter('a', 90_000);
    driven.release(0, 100);
    driven.enter('b', 90_000);
    driven.advanceTo(100);
    expect(driven.grants.length).toBe(2);
  });

  it('should let a call larger than the burst go when nothing is owed', () => {
    const driven = drive(gcraLimiter({ tokensPerMinute: 1_000 }));
    driven.enter('larger than a minute', 5_000);
    driven.enter('small', 1);
    expect(driven.grants.map(({ name }) => name)).toEqual(['larger than a minute']);
    driven.advanceTo(290_000);
    expect(driven.grants.length).toBe(1);
    driven.advanceTo(310_000);
    expect(driven.grants.length).toBe(2);
  });

  it('should let no more than half a second go at once', () => {
    for (const [rate, burst] of [
      [60, 1],
      [300, 2],
      [600, 5],
      [3_000, 10],
      [60_000, 20],
    ] as const) {
      const driven = drive(gcraLimiter({ requestsPerMinute: rate }));
      for (let n = 0; n < 50; n++) driven.enter(`${n}`);
      expect(driven.grants.length).toBe(burst);
    }
  });

  it('should let no window hold more tokens than the limit, though calls are a tenth of it', () => {
    const driven = drive(gcraLimiter({ tokensPerMinute: 100_000 }));
    const tokens = Array.from({ length: 400 }, (_, n) => (n % 7 === 3 ? 10_000 : 100 + ((n * 37) % 800)));
    for (const [n, cost] of tokens.entries()) driven.enter(`${n}`, cost);
    driven.advanceTo(600_000);
    expect(driven.grants.length).toBeGreaterThan(350);
    for (const [end, { at }] of driven.grants.entries()) {
      let held = 0;
      for (let n = end; n >= 0 && (driven.grants[n]?.at ?? 0) > at - 60_000; n--) held += tokens[n] ?? 0;
      expect(held).toBeLessThanOrEqual(100_000);
    }
  });

  it('should learn what a call uses when it is told nothing', () => {
    const driven = drive(gcraLimiter({ tokensPerMinute: 100_000, share: 0.5 }));
    driven.enter('a');
    driven.release(0, 50_000);
    driven.enter('b');
    driven.advanceTo(59_000);
    expect(driven.grants.length).toBe(1);
    driven.advanceTo(61_000);
    expect(driven.grants.length).toBe(2);
  });

  it('should learn the mean of the calls', () => {
    const limiter = slidingWindowLimiter({ tokens: 1_000 });
    const driven = drive(limiter);
    for (const [index, used] of [100, 300, 350].entries()) {
      driven.enter('told');
      driven.release(index, used);
    }
    // 750 are used. Calls that say nothing are taken for 250, their mean: one of them fits.
    driven.enter('untold');
    driven.enter('untold');
    expect([limiter.inFlight, limiter.waiting]).toEqual([1, 1]);
  });

  it('should give a permit at once without a place, and no timer to whom only a permit can help', () => {
    const limiter = gcraLimiter({ concurrency: 1 });
    const delays: number[] = [];
    const waiter = { demand: {}, granted: () => {}, wake: (delayMs: number) => delays.push(delayMs) };
    expect(limiter.enter(waiter, 0)).toBeUndefined();
    expect(limiter.enter({ ...waiter }, 0)).toBeDefined();
    limiter.poll(5);
    expect(delays).toEqual([]);
  });

  it('should ask for one timer, unless a shorter one will do', () => {
    const limiter = slidingWindowLimiter({ tokens: 10, windowMs: 100 });
    const permits: Permit[] = [];
    const delays: number[] = [];
    const enter = (tokens: number, now: number) =>
      limiter.enter(
        {
          demand: { tokens },
          granted: (permit) => permits.push(permit),
          wake: (delayMs) => delays.push(delayMs),
        },
        now,
      );
    enter(2, 0);
    enter(5, 10);
    enter(3, 20);
    enter(6, 30);
    permits[2]?.release(40, 3);
    expect(delays).toEqual([80]);
    // The first alone is now enough.
    permits[1]?.release(50, 1);
    expect(delays).toEqual([80, 50]);
  });

  it('should serve twenty thousand who wait for one another on a flat stack', () => {
    const limiter = gcraLimiter({ concurrency: 1 });
    let held: Permit | undefined;
    let served = 0;
    limiter.enter({ demand: {}, granted: (permit) => (held = permit), wake() {} }, 0);
    for (let n = 0; n < 20_000; n++) {
      const granted = (permit: Permit) => {
        served++;
        permit.release(0);
      };
      limiter.enter({ demand: {}, granted, wake() {} }, 0);
    }
    held?.release(0);
    expect(served).toBe(20_000);
  });

  it('should wake again who was woken too early, as timers do', () => {
    const limiter = gcraLimiter({ requestsPerMinute: 600, share: 1 });
    const delays: number[] = [];
    const waiter = { demand: {}, granted: () => {}, wake: (delayMs: number) => delays.push(delayMs) };
    limiter.enter({ ...waiter }, 0);
    limiter.enter(waiter, 0);
    limiter.poll(99);
    expect(delays).toEqual([100, 1]);
  });

  it('should take from no dimension when one of them has no room', () => {
    const limiter = gcraLimiter({ requestsPerMinute: 60, tokensPerMinute: 60_000, concurrency: 1, share: 1 });
    const driven = drive(limiter);
    driven.enter('a', 1);
    driven.enter('b', 1);
    driven.advanceTo(10_000);
    expect(driven.grants.length).toBe(1);
    driven.release(0);
    driven.release(0);
    expect(driven.grants.map(({ at }) => at)).toEqual([0, 10_000]);
    expect(limiter.inFlight).toBe(1);
  });

  it('should serve in the order of coming, and skip who has left', () => {
    const driven = drive(gcraLimiter({ concurrency: 1 }));
    driven.enter('a');
    const b = driven.enter('b');
    driven.enter('c');
    const d = driven.enter('d');
    driven.leave(b);
    driven.leave(d);
    driven.leave(d);
    driven.release(0);
    driven.release(1);
    expect(driven.grants.map(({ name }) => name)).toEqual(['a', 'c']);
  });

  it('should wake the next in line when the first, who waited for a large share, leaves', () => {
    const driven = drive(gcraLimiter({ tokensPerMinute: 60_000, share: 0.5 }));
    driven.enter('a', 30_000);
    const large = driven.enter('large', 30_000);
    driven.enter('small', 500);
    driven.leave(large);
    driven.advanceTo(61_000);
    expect(driven.grants.map(({ name, at }) => [name, at])).toEqual([
      ['a', 0],
      ['small', 60_000],
    ]);
  });

  it.each([
    [{ requestsPerMinute: 0 }, 'expected requestsPerMinute to be a number above 0, got 0'],
    [{ tokensPerMinute: -5 }, 'expected tokensPerMinute to be a number above 0, got -5'],
    [{ concurrency: 0.5 }, 'expected concurrency to be at least 1, got 0.5'],
    [{ share: 2 }, 'expected share to be above 0 and at most 1, got 2'],
    [{ share: 0 }, 'expected share to be above 0 and at most 1, got 0'],
    [{ share: -1 }, 'expected share to be above 0 and at most 1, got -1'],
  ])('should refuse %j', (options, message) => {
    expect(() => gcraLimiter(options)).toThrow(message);
  });
});

describe('slidingWindowLimiter', () => {
  it('should let a whole window go at once and the next when it has passed', () => {
    const driven = drive(slidingWindowLimiter({ requests: 2, windowMs: 1_000 }));
    for (const name of ['a', 'b', 'c', 'd', 'e']) driven.enter(name);
    driven.advanceTo(2_000);
    expect(driven.grants.map(({ at }) => at)).toEqual([0, 0, 1_000, 1_000, 2_000]);
  });

  it('should let a call larger than the window go when it is empty', () => {
    const driven = drive(slidingWindowLimiter({ tokens: 10, windowMs: 1_000 }));
    driven.enter('a', 3);
    driven.enter('large', 50);
    driven.enter('b', 1);
    driven.advanceTo(5_000);
    expect(driven.grants.map(({ at }) => at)).toEqual([0, 1_000, 2_000]);
  });

  it('should not count what is settled after its window has passed', () => {
    const driven = drive(slidingWindowLimiter({ tokens: 10, windowMs: 1_000 }));
    driven.enter('a', 10);
    driven.advanceTo(1_500);
    driven.enter('b', 10);
    driven.release(0, 0);
    driven.enter('c', 10);
    driven.advanceTo(2_499);
    expect(driven.grants.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('should never hold more than the limit in any window, whatever comes and is settled when', () => {
    const step = fc.record({
      pause: fc.integer({ min: 0, max: 400 }),
      tokens: fc.integer({ min: 1, max: 100 }),
      used: fc.option(fc.integer({ min: 1, max: 100 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
        const limiter = slidingWindowLimiter({ requests: 5, tokens: 100, windowMs: 1_000, concurrency: 3 });
        const driven = drive(limiter);
        let now = 0;
        steps.forEach(({ pause, tokens, used }, index) => {
          now += pause;
          driven.advanceTo(now);
          driven.enter(`${index}`, tokens);
          expect(limiter.inFlight).toBeLessThanOrEqual(3);
          driven.release(Math.max(0, index - 2), used === undefined ? undefined : Math.min(used, tokens));
        });
        for (let round = 0; round < steps.length; round++) {
          for (const { permit } of driven.grants) permit.release(now);
          now += 1_000;
          driven.advanceTo(now);
        }
        expect(
          worstWindow(
            driven.grants.map(({ at }) => at),
            1_000,
          ),
        ).toBeLessThanOrEqual(5);
        // Everybody is served, in order, and every permit comes back.
        expect(driven.grants.map(({ name }) => name)).toEqual(steps.map((_, index) => `${index}`));
        for (const { permit } of driven.grants) permit.release(now);
        expect([limiter.inFlight, limiter.waiting]).toEqual([0, 0]);
      }),
    );
  });

  it.each([
    [{ requests: 0 }, 'expected requests to be at least 1, got 0'],
    [{ tokens: 0.5 }, 'expected tokens to be at least 1, got 0.5'],
    [{ concurrency: 0 }, 'expected concurrency to be at least 1, got 0'],
    [{ windowMs: 0 }, 'expected windowMs to be a number above 0, got 0'],
  ])('should refuse %j', (options, message) => {
    expect(() => slidingWindowLimiter(options)).toThrow(message);
  });

  it('should bound the calls at once, and nothing when told nothing', () => {
    expect(slidingWindowLimiter({ concurrency: 3 }).concurrency).toBe(3);
    expect(slidingWindowLimiter({}).concurrency).toBe(Number.POSITIVE_INFINITY);
  });
});
