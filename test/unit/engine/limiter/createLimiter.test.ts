import { describe, expect, it } from 'vitest';
import { createLimiter, type LimiterParts } from '../../../../src/engine/limiter/createLimiter.js';
import type { Dimension } from '../../../../src/engine/limiter/Dimension.js';
import { gcraLimiter } from '../../../../src/engine/limiter/gcraLimiter.js';
import { slidingWindowLimiter } from '../../../../src/engine/limiter/slidingWindowLimiter.js';
import type {
  ConcurrencyControl,
  Demand,
  Limiter,
  Permit,
  Place,
  WaitReason,
} from '../../../../src/types/Limiter.js';

/** Somebody who asks, and what it was told. */
class Asker {
  readonly demand: Demand;
  readonly wakes: number[] = [];
  permit: Permit | undefined;
  waitedFor: WaitReason | undefined;
  place: Place | undefined;

  constructor(limiter: Limiter, now: number, demand: Demand = {}) {
    this.demand = demand;
    this.place = limiter.enter(this, now);
  }

  granted(permit: Permit, waitedFor?: WaitReason): void {
    this.permit = permit;
    this.waitedFor = waitedFor;
  }

  wake(delayMs: number): void {
    this.wakes.push(delayMs);
  }
}

/** A limit that is free from a moment on, and notes what is done with it. */
function freeFrom(free: number, noted = 77) {
  const notes: unknown[][] = [];
  const dimension: Dimension = {
    waitFor: (cost, now) => {
      notes.push(['asked', cost]);
      return free - now;
    },
    take: (cost, now) => {
      notes.push(['took', cost, now]);
      return noted;
    },
    settle: (change, moment) => notes.push(['settled', change, moment]),
    tune() {},
  };
  return { dimension, notes };
}

describe('createLimiter', () => {
  it('should take from every dimension with a permit, and settle the tokens under their moment', () => {
    const [requests, tokens] = [freeFrom(0), freeFrom(0)];
    const limiter = createLimiter({ requests: requests.dimension, tokens: tokens.dimension });
    const [one, other] = [new Asker(limiter, 5, { tokens: 30 }), new Asker(limiter, 6, { tokens: 40 })];
    expect([one.place, one.waitedFor, limiter.inFlight, limiter.countsTokens]).toEqual([
      undefined,
      undefined,
      2,
      true,
    ]);
    one.permit?.release(50, 12);
    one.permit?.release(51, 12);
    other.permit?.release(60);
    expect(requests.notes).toEqual([
      ['asked', 1],
      ['took', 1, 5],
      ['asked', 1],
      ['took', 1, 6],
    ]);
    expect(tokens.notes).toEqual([
      ['asked', 30],
      ['took', 30, 5],
      ['asked', 40],
      ['took', 40, 6],
      ['settled', -18, 77],
    ]);
    expect([limiter.inFlight, createLimiter({}).countsTokens]).toEqual([0, false]);
  });

  it('should settle nothing with a limit of tokens that has come since', () => {
    const [before, since] = [freeFrom(0), freeFrom(0)];
    const limiter = createLimiter({ tokens: before.dimension });
    const asker = new Asker(limiter, 0, { tokens: 30 });
    limiter.tokens = since.dimension;
    asker.permit?.release(10, 12);
    limiter.tokens = undefined;
    new Asker(limiter, 20, { tokens: 5 }).permit?.release(30, 12);
    for (const { notes } of [before, since]) expect(notes.map(([what]) => what)).not.toContain('settled');
  });

  it.each<[string, () => LimiterParts, number, WaitReason]>([
    [
      'requests',
      () => ({ requests: freeFrom(30.2).dimension, tokens: freeFrom(20).dimension }),
      31,
      'requests',
    ],
    ['tokens', () => ({ requests: freeFrom(10).dimension, tokens: freeFrom(20).dimension }), 20, 'tokens'],
    [
      'requests, of two that take as long',
      () => ({ requests: freeFrom(9).dimension, tokens: freeFrom(9).dimension }),
      9,
      'requests',
    ],
    [
      'tokens alone',
      () => ({ requests: freeFrom(-5).dimension, tokens: freeFrom(9).dimension }),
      9,
      'tokens',
    ],
  ])('should wait for what takes longest, and say so: %s', (_, parts, wakeMs, reason) => {
    const limiter = createLimiter(parts());
    const asker = new Asker(limiter, 0);
    expect([asker.permit, asker.wakes, limiter.waiting]).toEqual([undefined, [wakeMs], 1]);
    limiter.poll(wakeMs);
    expect([asker.waitedFor, limiter.waiting]).toEqual([reason, 0]);
  });

  it('should say whether it was calls at once or a pause that decided, beside other limits', () => {
    const control = (pauseMs: number, free: number): ConcurrencyControl => ({
      limit: 9,
      waitFor: (_, now) => free - now,
      pauseMs: (now) => pauseMs - now,
      started() {},
      ended() {},
    });
    const reasons = [
      [50, 50],
      [0, 50],
      [0, 5],
    ].map(([pauseMs = 0, free = 0]) => {
      const limiter = createLimiter({
        concurrency: control(pauseMs, free),
        requests: freeFrom(20).dimension,
      });
      const asker = new Asker(limiter, 0);
      limiter.poll(100);
      return [asker.wakes, asker.waitedFor];
    });
    expect(reasons).toEqual([
      [[50], 'pause'],
      [[50], 'concurrency'],
      [[20], 'requests'],
    ]);
  });

  it('should tell what decides the calls at once how each of them went', () => {
    const told: unknown[][] = [];
    const control: ConcurrencyControl = {
      limit: 9,
      waitFor: (inFlight, now) => Number(told.push(['asked', inFlight, now])) * 0,
      started: (inFlight, now) => told.push(['started', inFlight, now]),
      ended: (...how) => told.push(['ended', ...how]),
    };
    const limiter = createLimiter({ concurrency: control });
    expect(limiter.concurrency).toBe(9);
    const [one, other] = [new Asker(limiter, 1), new Asker(limiter, 2)];
    other.permit?.release(5, undefined, { kind: 'ok' });
    one.permit?.release(7);
    expect(told).toEqual([
      ['asked', 0, 1],
      ['started', 1, 1],
      ['asked', 1, 2],
      ['started', 2, 2],
      ['ended', { kind: 'ok' }, 1, 5, 2, 2],
      ['ended', undefined, 0, 7, 1, 1],
    ]);
  });

  it('should ask no other limit, and for no timer, while only the end of a call can help', () => {
    const { dimension, notes } = freeFrom(50);
    const limiter = createLimiter({ concurrency: 0, requests: dimension });
    const asker = new Asker(limiter, 0);
    expect([asker.wakes, notes]).toEqual([[], []]);
  });

  it('should serve the next one when the first leaves, and nobody when another does', () => {
    const limiter = slidingWindowLimiter({ tokens: 10, windowMs: 1_000 });
    new Asker(limiter, 0, { tokens: 6 });
    const [large, small, last] = [7, 4, 1].map((tokens) => new Asker(limiter, 10, { tokens })) as [
      Asker,
      Asker,
      Asker,
    ];
    limiter.leave(last.place as Place, 20);
    expect([small.permit, limiter.waiting]).toEqual([undefined, 2]);
    limiter.leave(large.place as Place, 30);
    expect([small.permit !== undefined, small.waitedFor, limiter.waiting]).toEqual([true, 'tokens', 0]);
    for (const { place } of [large, small, last]) limiter.leave(place as Place, 40);
    expect([limiter.waiting, limiter.inFlight]).toEqual([0, 2]);
  });

  it('should need no timer of whoever is behind, and one of the next when the first has gone', () => {
    const limiter = gcraLimiter({ requestsPerMinute: 60, share: 1 });
    new Asker(limiter, 0);
    const [first, second] = [new Asker(limiter, 100), new Asker(limiter, 200)];
    expect([first.wakes, second.wakes]).toEqual([[900], []]);
    limiter.poll(1_000);
    expect([first.permit !== undefined, second.wakes]).toEqual([true, [1_000]]);
    // One timer of the same moment is enough; one that is due is not waited for.
    first.permit?.release(1_500);
    expect(second.wakes).toEqual([1_000]);
    limiter.leave(new Asker(limiter, 1_600).place as Place, 1_700);
    expect(second.wakes).toEqual([1_000]);
  });

  it('should go on after a waiter that throws', () => {
    const limiter = gcraLimiter({ concurrency: 1 });
    const first = new Asker(limiter, 0);
    const boom = () => {
      throw new Error('boom');
    };
    limiter.enter({ demand: {}, granted: boom, wake() {} }, 0);
    const last = new Asker(limiter, 0);
    expect(() => first.permit?.release(1)).toThrow('boom');
    limiter.set({ concurrency: 2 }, 2);
    expect(last.permit).toBeDefined();
  });
});

describe('a limiter that hears how its server stands', () => {
  const heard = { limit: 10, remaining: 0, resetMs: 1_000 };

  it.each(['requests', 'tokens'] as const)('should wait for %s that are used up, and say so', (kind) => {
    const limiter = createLimiter({});
    limiter.heard?.({ [kind]: heard }, 100, 50);
    expect(limiter.countsTokens).toBe(kind === 'tokens');
    const asker = new Asker(limiter, 200, { tokens: 1 });
    expect(asker.wakes).toEqual([900]);
    limiter.poll(1_100);
    expect(asker.waitedFor).toBe(kind);
  });

  it('should count each call as one request, and as its tokens', () => {
    const limiter = createLimiter({});
    limiter.heard?.(
      { requests: { remaining: 10, resetMs: 1_000 }, tokens: { remaining: 100, resetMs: 1_000 } },
      0,
      0,
    );
    expect(new Asker(limiter, 0, { tokens: 5 }).permit).toBeDefined();
    // One of ten is used, and one of twenty: a tenth of the time is longer.
    expect(new Asker(limiter, 0, { tokens: 5 }).wakes).toEqual([100]);
    limiter.poll(100);
    const large = createLimiter({});
    large.heard?.(
      { requests: { remaining: 10, resetMs: 1_000 }, tokens: { remaining: 100, resetMs: 1_000 } },
      0,
      0,
    );
    new Asker(large, 0, { tokens: 50 });
    expect(new Asker(large, 0, { tokens: 1 }).wakes).toEqual([500]);
  });

  it('should go on where it was when it hears again, and let nobody go at that moment', () => {
    const limiter = createLimiter({});
    limiter.heard?.({ requests: heard, tokens: heard }, 0, 0);
    const asker = new Asker(limiter, 10);
    limiter.heard?.({ requests: { ...heard, remaining: 9 } }, 20, 0);
    expect(asker.permit).toBeUndefined();
    // Of tokens it has heard nothing new.
    limiter.poll(30);
    expect(asker.permit).toBeUndefined();
    limiter.heard?.({ tokens: { ...heard, remaining: 9 } }, 40, 0);
    limiter.poll(50);
    expect(asker.permit).toBeDefined();
    // One that was sent long before tells nothing.
    limiter.heard?.({ requests: heard }, 60, -1);
    expect(new Asker(limiter, 60).permit).toBeDefined();
  });
});
