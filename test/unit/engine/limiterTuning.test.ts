import { describe, expect, it } from 'vitest';
import { FixedConcurrency } from '../../../src/engine/adaptive/FixedConcurrency.js';
import { gcraLimiter } from '../../../src/engine/limiter/gcraLimiter.js';
import { slidingWindowLimiter } from '../../../src/engine/limiter/slidingWindowLimiter.js';
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

  it('should keep its share of a rate that changes, of requests and of tokens', () => {
    const limiter = gcraLimiter({ requestsPerMinute: 60, share: 0.5 });
    ask(limiter, 0);
    const waits = ask(limiter, 0);
    expect(waits.wakeMs).toBe(2_000);
    limiter.set({ requestsPerMinute: 6 }, 1_000);
    expect(waits.wakeMs).toBe(10_000);
    const tokens = gcraLimiter({ tokensPerMinute: 600, share: 1 });
    ask(tokens, 0, { tokens: 600 });
    const small = ask(tokens, 0, { tokens: 1 });
    expect(small.wakeMs).toBe(60_000);
    tokens.set({ tokensPerMinute: 6_000 }, 0);
    expect(small.wakeMs).toBe(6_000);
    // What was large is so no more, and the window holds ten times as much.
    expect(ask(tokens, 6_000, { tokens: 1 }).permit).toBeUndefined();
    tokens.poll(6_000);
    expect(small.permit).toBeDefined();
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
    expect(() => limiter.set({ tokensPerMinute: 0 })).toThrow('expected tokensPerMinute');
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
