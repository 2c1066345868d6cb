import { describe, expect, it } from 'vitest';
import { type SaturateOptions, saturate } from '../../../bench/limiter/saturate.js';
import { type Server, servers } from '../../../bench/limiter/servers.js';
import { gcraLimiter } from '../../../src/engine/limiter/gcraLimiter.js';
import { slidingWindowLimiter } from '../../../src/engine/limiter/slidingWindowLimiter.js';

describe.each(Object.entries(servers))('gcraLimiter before a server with a %s', (_name, serverOf) => {
  const load = (limit: number, more: Partial<SaturateOptions> = {}) =>
    saturate({
      limiter: gcraLimiter({ requestsPerMinute: limit }),
      server: serverOf(limit),
      seed: 1,
      minutes: 10,
      ...more,
    });

  it.each([
    [300, 100],
    [600, 100],
    [600, 300],
    [6_000, 100],
  ])(
    'should use 97 %% of %i a minute and have no call refused, %i ms of jitter on the way',
    (limit, jitterMs) => {
      for (const seed of [1, 2, 3]) {
        const { perMinute, refused } = load(limit, { jitterMs, seed });
        expect(refused).toBe(0);
        expect(perMinute).toBeGreaterThanOrEqual(0.97 * limit);
      }
    },
  );

  it('should have none refused when calls come by fits and starts', () => {
    for (const pause of [
      { onMs: 5_000, offMs: 5_000 },
      { onMs: 2_000, offMs: 30_000 },
      { onMs: 90_000, offMs: 20_000 },
    ]) {
      expect(load(600, { pause }).refused).toBe(0);
    }
  });

  it('should use 97 % of 2,000,000 tokens a minute and have none refused', () => {
    const limit = 2_000_000;
    const { perMinute, refused } = saturate({
      limiter: gcraLimiter({ tokensPerMinute: limit }),
      server: serverOf(limit),
      seed: 1,
      minutes: 5,
      costs: (random) => {
        const used = Math.round(random.lognormal(500, 0.8));
        return { asked: used, used };
      },
    });
    expect(refused).toBe(0);
    expect(perMinute).toBeGreaterThanOrEqual(0.97 * limit);
  });
});

describe('gcraLimiter before a server with a sliding log of tokens', () => {
  it('should have none refused though one call may be a tenth of a minute', () => {
    const limit = 100_000;
    for (const seed of [1, 2, 3]) {
      const { perMinute, refused } = saturate({
        limiter: gcraLimiter({ tokensPerMinute: limit }),
        server: (servers['sliding log'] as (limit: number) => Server)(limit),
        seed,
        minutes: 60,
        costs: (random) => {
          const used = Math.min(10_000, Math.round(random.lognormal(500, 0.8)));
          return { asked: used, used };
        },
      });
      expect(refused).toBe(0);
      expect(perMinute).toBeGreaterThan(0.94 * limit);
    }
  });
});

describe('slidingWindowLimiter before a server with a per-second bucket', () => {
  it('should be refused nearly always: what it is good for is another server', () => {
    const { calls, refused } = saturate({
      limiter: slidingWindowLimiter({ requests: 600 }),
      server: (servers['per-second bucket'] as (limit: number) => Server)(600),
      seed: 1,
      minutes: 10,
    });
    expect(refused / calls).toBeGreaterThan(0.9);
  });
});
