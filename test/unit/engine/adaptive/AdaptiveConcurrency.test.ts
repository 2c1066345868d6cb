import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { simulate } from '../../../../bench/adaptive/simulate.js';
import { AdaptiveConcurrency } from '../../../../src/engine/adaptive/AdaptiveConcurrency.js';
import { gcraLimiter } from '../../../../src/engine/limiter/gcraLimiter.js';
import type { CallSignal } from '../../../../src/types/Limiter.js';

const ok: CallSignal = { kind: 'ok' };
const tooMany: CallSignal = { kind: 'too-many' };

/** Starts calls for so long, one after the other as it lets them, and answers none; the number of those that went. */
function press(control: AdaptiveConcurrency, inFlight: number, from: number, to: number): number {
  let running = inFlight;
  for (let now = from; now <= to; now += 10) {
    while (control.waitFor(running, now) <= 0) control.started(++running, now);
  }
  return running;
}

/** Makes so many calls, one after the other, beside those in flight; all are answered. */
function answer(control: AdaptiveConcurrency, calls: number, inFlight: number, now: number): void {
  for (let call = 0; call < calls; call++) {
    control.started(inFlight + 1, now);
    control.ended(ok, inFlight, now, now, inFlight + 1);
  }
}

describe('AdaptiveConcurrency', () => {
  it('should begin with 4, or what it is told, within its bounds', () => {
    expect(new AdaptiveConcurrency().limit).toBe(4);
    expect(new AdaptiveConcurrency({ max: 3 }).limit).toBe(3);
    expect(new AdaptiveConcurrency({ min: 50 }).limit).toBe(50);
    expect(new AdaptiveConcurrency({ start: 3 }).limit).toBe(3);
    expect(() => new AdaptiveConcurrency({ min: 0 })).toThrow(
      'expected min to be a number of at least 1, got 0',
    );
    expect(() => new AdaptiveConcurrency({ start: 9, max: 8 })).toThrow(
      'expected start to be a number from 1 to 8',
    );
  });

  it('should grow while all of it is used, and not while it is not', () => {
    const control = new AdaptiveConcurrency({ start: 20 });
    expect(control.waitFor(5, 0)).toBeLessThanOrEqual(0);
    expect(control.waitFor(5, 60_000)).toBeLessThanOrEqual(0);
    expect(control.limit).toBe(20);
    expect(press(control, 0, 60_000, 62_000)).toBeGreaterThan(40);
  });

  it('should not go beyond eight times what calls have been answered at', () => {
    const control = new AdaptiveConcurrency({ start: 10 });
    expect(press(control, 0, 0, 60_000)).toBe(80);
    control.ended(ok, 79, 60_000, 30_000, 20);
    expect(press(control, 79, 60_010, 120_000)).toBe(160);
  });

  it('should take a 429 as a measure: the limit is what is in flight and not refused', () => {
    const control = new AdaptiveConcurrency({ start: 100 });
    press(control, 0, 0, 0);
    control.ended(tooMany, 99, 100, 0, 100);
    expect(control.limit).toBe(99);
  });

  it('should cut once for each generation: what was sent before tells of what was before', () => {
    const control = new AdaptiveConcurrency({ start: 100 });
    press(control, 0, 0, 0);
    // Thirty of a hundred are refused at once: the first is the cut, the others correct what it measured.
    for (let left = 99; left >= 70; left--) control.ended(tooMany, left, 100, 0, 100);
    expect(control.limit).toBe(70);
    // Answers make room, and one that was under way before is refused late: one less, and no cut to what is left.
    for (let left = 69; left >= 30; left--) control.ended(ok, left, 110, 0, 100);
    control.ended(tooMany, 29, 120, 0, 100);
    expect(control.limit).toBe(69);
  });

  it('should believe the number that a server says', () => {
    const control = new AdaptiveConcurrency({ start: 100 });
    press(control, 0, 0, 0);
    control.ended({ kind: 'too-many', limit: 7 }, 99, 100, 0, 100);
    expect(control.limit).toBe(7);
    control.ended({ kind: 'too-many', limit: 5 }, 98, 110, 0, 100);
    expect(control.limit).toBe(5);
  });

  it('should let one call go ahead after a cut, and the others once it was not refused', () => {
    const control = new AdaptiveConcurrency({ start: 10 });
    press(control, 0, 0, 0);
    control.ended(tooMany, 9, 100, 0, 10);
    for (let left = 8; left >= 4; left--) control.ended(ok, left, 100, 0, 10);
    expect(press(control, 4, 100, 200)).toBe(5);
    expect(press(control, 5, 210, 2_000)).toBe(9);
  });

  it('should be at twenty within a second, without meeting them at once', () => {
    const control = new AdaptiveConcurrency();
    expect(press(control, 0, 0, 100)).toBeLessThan(6);
    expect(press(control, 5, 110, 1_000)).toBeGreaterThan(20);
  });

  it('should keep a limit for a while, then try one more, and return to it for one refusal', () => {
    const control = new AdaptiveConcurrency({ start: 50 });
    press(control, 0, 0, 0);
    control.ended(tooMany, 49, 100, 0, 50);
    expect(press(control, 48, 100, 5_000)).toBe(49);
    answer(control, 140, 48, 5_000);
    expect(press(control, 49, 5_010, 5_900)).toBe(50);
    control.ended(tooMany, 49, 6_000, 5_900, 50);
    expect(control.limit).toBe(49);
  });

  it.each([
    [2, 5_000, 300],
    [5, 5_000, 300],
    [20, 5_000, 100],
    [5, 1_000, 100],
    [20, 1_000, 100],
  ])(
    'should have one of a hundred refused by a limit of %i, of calls of %i ms, in %i s',
    (carries, medianMs, seconds) => {
      for (const seed of [1, 2, 3]) {
        const limiter = gcraLimiter({ concurrency: new AdaptiveConcurrency() });
        const capacity = () => carries;
        const { used, calls, refused } = simulate({ limiter, seed, seconds, medianMs, wayMs: 10, capacity });
        expect(refused).toBeGreaterThan(0);
        expect(refused).toBeLessThanOrEqual(Math.max(2, calls / 100));
        expect(used).toBeGreaterThan(0.95);
      }
    },
  );

  it('should find more where a few calls were all that went', () => {
    const limiter = gcraLimiter({ concurrency: new AdaptiveConcurrency() });
    const capacity = (now: number) => (now < 120_000 ? 5 : 20);
    const { running } = simulate({ limiter, seed: 1, seconds: 300, medianMs: 1_000, capacity });
    expect(running.findIndex((atWork) => atWork >= 18)).toBeLessThan(1_600);
  });

  it('should make no pause after a careful try that was refused', () => {
    const control = new AdaptiveConcurrency({ start: 50 });
    press(control, 0, 0, 0);
    control.ended(tooMany, 49, 100, 0, 50);
    answer(control, 140, 48, 5_000);
    expect(press(control, 49, 5_010, 5_900)).toBe(50);
    control.ended(tooMany, 49, 6_000, 5_900, 50);
    for (let left = 48; left >= 40; left--) control.ended(ok, left, 6_000, 0, 50);
    expect(press(control, 40, 6_000, 6_000)).toBe(49);
  });

  it('should not make up for it when nobody asked for long, as on a busy machine', () => {
    const control = new AdaptiveConcurrency({ start: 100 });
    expect(press(control, 0, 0, 0)).toBe(100);
    for (const [now, limit] of [
      [240, 102],
      [480, 104],
    ] as const) {
      press(control, control.limit, now, now);
      expect(control.limit).toBe(limit);
    }
  });

  it('should grow fast again once it is past what was measured', () => {
    const control = new AdaptiveConcurrency({ start: 100 });
    press(control, 0, 0, 0);
    control.ended(tooMany, 99, 100, 0, 100);
    answer(control, 140, 90, 100);
    const careful = press(control, 95, 100, 6_200);
    expect(careful).toBeLessThan(104);
    expect(press(control, careful, 6_210, 9_500)).toBeGreaterThan(200);
  });

  it('should look further and further down while those that go ahead are refused', () => {
    const control = new AdaptiveConcurrency({ start: 1_000 });
    press(control, 0, 0, 0);
    control.ended(tooMany, 999, 100, 0, 1_000);
    const limits = [1_000, 2_000, 3_000].map((now) => {
      control.started(900, now);
      control.ended(tooMany, 899, now + 50, now, 900);
      return control.limit;
    });
    expect(limits).toEqual([881, 863, 845]);
  });

  it('should stop all calls for a Retry-After, and leave the limit to what is too many', () => {
    const control = new AdaptiveConcurrency({ start: 20 });
    control.started(1, 0);
    control.ended({ kind: 'too-fast', retryAfterMs: 3_000 }, 0, 100, 0, 1);
    expect(control.waitFor(0, 100)).toBe(3_000);
    expect(control.waitFor(0, 3_100)).toBeLessThanOrEqual(0);
    expect(control.limit).toBe(20);
  });

  it('should guess how long to pause when it was too fast and nobody says, twice as long each time', () => {
    const control = new AdaptiveConcurrency();
    const pauses = [0, 1_100, 3_200, 7_300].map((now) => {
      control.ended({ kind: 'too-fast' }, 0, now, now, 1);
      // Another of the same generation changes nothing.
      control.ended({ kind: 'too-fast' }, 0, now + 10, now - 10, 1);
      return control.waitFor(0, now);
    });
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000]);
  });

  it.each([1, 2])('should find out what an overloaded server still carries (seed %i)', (seed) => {
    const capacity = (now: number) => (now < 60_000 ? 200 : 60);
    const limiter = gcraLimiter({ concurrency: new AdaptiveConcurrency() });
    const run = simulate({ limiter, seed, seconds: 180, capacity, medianMs: 1_000, overloads: true });
    expect(run.used).toBeGreaterThan(0.85);
    expect(run.refused / run.calls).toBeLessThan(0.06);
    expect(limiter.concurrency).toBeLessThan(80);
  });

  it.each([0.02, 0.1, 0.2])(
    'should not let a server that says so by chance, %f of all, cost it its limit',
    (chance) => {
      const limiter = gcraLimiter({ concurrency: new AdaptiveConcurrency({ max: 100 }) });
      const run = simulate({
        limiter,
        seed: 1,
        seconds: 120,
        capacity: () => 1_000,
        medianMs: 1_000,
        chance,
      });
      expect(run.running.slice(300).reduce((sum, atWork) => sum + atWork, 0) / 900).toBeGreaterThan(50);
    },
  );

  it('should stop where a server queues without a word', () => {
    // Eight at once, a second each: the rest waits.
    const control = new AdaptiveConcurrency({ start: 8 });
    const ends: { readonly at: number; readonly from: number; readonly with: number }[] = [];
    let free = 0;
    for (let now = 0; now < 300_000; now += 10) {
      while ((ends[0]?.at ?? Number.POSITIVE_INFINITY) <= now) {
        const { from, with: beside } = ends.shift() as (typeof ends)[number];
        control.ended(ok, ends.length, now, from, beside);
      }
      while (control.waitFor(ends.length, now) <= 0) {
        free = Math.max(free, now) + 125;
        ends.push({ at: Math.max(free, now + 1_000), from: now, with: ends.length + 1 });
        control.started(ends.length, now);
      }
    }
    expect(control.limit).toBeLessThan(64);
  });

  it('should stay within its bounds and stop nobody for ever, whatever calls say', () => {
    const kinds = fc.constantFrom<CallSignal['kind']>('ok', 'too-many', 'too-fast', 'overloaded', 'other');
    const signal = fc.record(
      { kind: kinds, limit: fc.nat(200), retryAfterMs: fc.nat(20_000) },
      { requiredKeys: ['kind'] },
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.option(signal), fc.nat(5_000)), { maxLength: 200, size: 'max' }),
        (moves) => {
          const control = new AdaptiveConcurrency({ min: 2, max: 50 });
          let now = 0;
          for (const [said, passes] of moves) {
            control.started(1, now);
            const startedAt = now;
            now += passes;
            control.ended((said ?? undefined) as CallSignal | undefined, 0, now, startedAt, 1);
            expect(control.limit).toBeGreaterThanOrEqual(2);
            expect(control.limit).toBeLessThanOrEqual(50);
          }
          for (let asks = 0; control.waitFor(0, now) > 0; asks++) {
            expect(asks).toBeLessThan(10);
            now += control.waitFor(0, now);
          }
        },
      ),
    );
  });

  it.each([1, 2, 3])('should use a limit that moves from 500 to 200 and back (seed %i)', (seed) => {
    const capacity = (now: number) => (now < 120_000 || now >= 240_000 ? 500 : 200);
    const limiter = gcraLimiter({ concurrency: new AdaptiveConcurrency() });
    const { used, calls, refused, running } = simulate({ limiter, seed, seconds: 360, capacity });
    expect(used).toBeGreaterThan(0.95);
    expect(refused / calls).toBeLessThan(0.01);
    expect(running.findIndex((atWork, index) => index >= 2_400 && atWork >= 450)).toBeLessThan(2_600);
  });
});
