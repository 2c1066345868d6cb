import { describe, expect, it } from 'vitest';
import { FixedConcurrency } from '../../../src/engine/adaptive/FixedConcurrency.js';
import { gcraLimiter } from '../../../src/engine/limiter/gcraLimiter.js';
import { LearnedTokens } from '../../../src/engine/limiter/LearnedTokens.js';
import { slidingWindowLimiter } from '../../../src/engine/limiter/slidingWindowLimiter.js';
import { ToldRate } from '../../../src/engine/limiter/ToldRate.js';
import { SeededRandom } from '../../../src/simulator/SeededRandom.js';
import type { Demand, Limiter, Permit, WaitReason } from '../../../src/types/Limiter.js';

/** Somebody who asks at `now`; `wakeMs` is what it was told last. */
function ask(limiter: Limiter, now: number, demand: Demand = {}) {
  const asker = {
    demand,
    wakeMs: undefined as number | undefined,
    permit: undefined as Permit | undefined,
    waitedFor: undefined as WaitReason | undefined,
    granted(permit: Permit, waitedFor?: WaitReason) {
      asker.permit = permit;
      asker.waitedFor = waitedFor;
    },
    wake(ms: number) {
      asker.wakeMs = ms;
    },
  };
  limiter.enter(asker, now);
  return asker;
}

describe('a limiter that is set while it runs', () => {
  it('should let go who waits when there may be more calls at once, and hold back when fewer', () => {
    const limiter = gcraLimiter({ concurrency: 1 });
    const [one, two, three] = [ask(limiter, 0), ask(limiter, 0), ask(limiter, 0)];
    limiter.set({ concurrency: 2 }, 10);
    expect([one.permit, two.permit, three.permit].map(Boolean)).toEqual([true, true, false]);
    limiter.set({ concurrency: 1 }, 20);
    one.permit?.release(30);
    expect(three.permit).toBeUndefined();
    limiter.set({ concurrency: null }, 40);
    expect(three.permit).toBeDefined();
    limiter.set({ concurrency: new FixedConcurrency(7) }, 50);
    expect(limiter.concurrency).toBe(7);
  });

  it('should keep what is owed when the rate changes, and begin or end to count', () => {
    const limiter = gcraLimiter({ requestsPerMinute: 60, share: 1 });
    ask(limiter, 0);
    const waits = ask(limiter, 0);
    expect(waits.wakeMs).toBe(1_000);
    // Half of the second is over, and what is left of it takes ten times as long.
    limiter.set({ requestsPerMinute: 6 }, 500);
    expect(waits.wakeMs).toBe(5_000);
    limiter.set({ requestsPerMinute: null }, 600);
    expect(waits.permit).toBeDefined();
    limiter.set({ tokensPerMinute: 600 }, 700);
    expect(limiter.countsTokens).toBe(true);
    ask(limiter, 700, { tokens: 600 });
    const later = ask(limiter, 700, { tokens: 600 });
    expect([later.permit, later.wakeMs]).toEqual([undefined, expect.any(Number)]);
  });

  it('should change the window of a sliding window', () => {
    const limiter = slidingWindowLimiter({ requests: 1, windowMs: 1_000 });
    ask(limiter, 0);
    const waits = ask(limiter, 0);
    limiter.set({ requests: 2 }, 10);
    expect(waits.permit).toBeDefined();
    expect(ask(limiter, 20).wakeMs).toBe(980);
  });

  it('should refuse what is no limit, and leave what it had', () => {
    const limiter = gcraLimiter({ concurrency: 3 });
    expect(() => limiter.set({ concurrency: 0 })).toThrow('expected concurrency to be at least 1, got 0');
    expect(() => limiter.set({ requestsPerMinute: -1 })).toThrow('expected requestsPerMinute');
    expect(() => slidingWindowLimiter({ requests: 1 }).set({ tokens: 0 })).toThrow('expected tokens');
    expect(limiter.concurrency).toBe(3);
  });
});

describe('what a call waited for', () => {
  it('should be told with its permit', () => {
    const limiter = gcraLimiter({ concurrency: 1, tokensPerMinute: 600, share: 1 });
    const first = ask(limiter, 0, { tokens: 600 });
    const second = ask(limiter, 0, { tokens: 600 });
    first.permit?.release(10);
    limiter.poll(60_000);
    expect([first.waitedFor, second.waitedFor]).toEqual([undefined, 'tokens']);
    const third = ask(limiter, 200_000, { tokens: 1 });
    second.permit?.release(200_010, 1);
    expect(third.waitedFor).toBe('concurrency');
  });

  it('should be the pause when the server asked for one', () => {
    let left = 500;
    const control = {
      limit: 5,
      waitFor: (_: number, now: number) => left - now,
      pauseMs: (now: number) => left - now,
      started() {},
      ended() {},
    };
    const limiter = gcraLimiter({ concurrency: control });
    const asker = ask(limiter, 0);
    left = 100;
    limiter.poll(100);
    expect(asker.waitedFor).toBe('pause');
  });
});

describe('LearnedTokens', () => {
  it('should reserve the input and an answer that nine of ten are not longer than', () => {
    const learned = new LearnedTokens();
    const random = new SeededRandom(1);
    const demand = { inputTokens: 50 };
    for (let call = 0; call < 2_000; call++) learned.used(50 + random.lognormal(200, 0.5), demand);
    // The ninth decile of that distribution is 380.
    expect(learned.costOf(demand)).toBeGreaterThan(50 + 330);
    expect(learned.costOf(demand)).toBeLessThan(50 + 440);
    expect(learned.costOf({ inputTokens: 1_000 }) - learned.costOf(demand)).toBe(950);
    expect(learned.costOf({ tokens: 7 })).toBe(7);
    expect(learned.costOf({})).toBeGreaterThan(230);
  });
});

describe('ToldRate', () => {
  it('should spread what is left over the time until it is all there again', () => {
    const rate = new ToldRate();
    rate.heard({ limit: 100, remaining: 10, resetMs: 20_000 }, 1_000, 900);
    expect(rate.waitFor(1_000)).toBe(0);
    rate.take(1, 3_000);
    expect(rate.waitFor(3_000)).toBe(2_000);
    expect(rate.waitFor(21_000)).toBe(0);
  });

  it('should leave calls alone while more than half is left', () => {
    const rate = new ToldRate();
    rate.heard({ limit: 100, remaining: 51, resetMs: 20_000 }, 0, 0);
    expect(rate.waitFor(0)).toBeLessThanOrEqual(0);
  });

  it('should count what was sent since the call that it hears of, and hear no older one', () => {
    const rate = new ToldRate();
    for (let at = 100; at <= 400; at += 100) rate.take(1, at);
    rate.heard({ limit: 100, remaining: 2, resetMs: 10_000 }, 500, 250);
    // Two were sent that the server did not know of: nothing is left.
    expect(rate.waitFor(500)).toBe(10_000);
    rate.heard({ limit: 100, remaining: 90, resetMs: 10_000 }, 600, 200);
    expect(rate.waitFor(600)).toBe(9_900);
    rate.heard({ limit: 100, remaining: 90, resetMs: 10_000 }, 700, 600);
    expect(rate.waitFor(700)).toBeLessThanOrEqual(0);
  });

  it('should never pause for more than a minute, and not for a time that is over', () => {
    const rate = new ToldRate();
    rate.heard({ remaining: 0, resetMs: 86_400_000 }, 0, 0);
    expect(rate.waitFor(0)).toBe(60_000);
    rate.heard({ remaining: 0, resetMs: 0 }, 1, 1);
    expect(rate.waitFor(1)).toBeLessThanOrEqual(0);
  });
});
