import { describe, expect, it } from 'vitest';
import { type RateLimitKind, rateLimitKinds } from '../../../src/simulator/faults/forms.js';
import { createMeter } from '../../../src/simulator/limits/createMeter.js';
import { RateGate } from '../../../src/simulator/limits/RateGate.js';

/** How many of a request each `everyMs`, for `forMs`, a server of that kind admits under 600 a minute. */
function admitted(kind: RateLimitKind, everyMs: number, forMs: number): number {
  const gate = new RateGate();
  gate.set({ requestsPerMinute: 600, tokensPerMinute: null, rateLimitKind: kind, rateLimitWindowMs: 60_000 });
  let count = 0;
  for (let now = 0; now < forMs; now += everyMs) if (gate.admit(now, 0) === 0) count++;
  return count;
}

describe('the limits of a server', () => {
  it.each(rateLimitKinds)('should let everybody in who keeps to the rate: %s', (kind) => {
    expect(admitted(kind, 100, 600_000)).toBe(6_000);
  });

  it.each([
    // 600 in each window of any kind, 10 in the first second of the last.
    ['slidingLog', 600, 600, 1_200],
    // It is full at first, and refills while it is emptied.
    ['tokenBucket', 600, 1_200, 1_800],
    ['fixedWindow', 600, 600, 1_200],
    ['secondBucket', 20, 610, 1_210],
  ] as const)(
    'should admit of a flood by %s: %d in a second, %d in a minute, %d in two',
    (kind, ...counts) => {
      const flood = [1_000, 60_000, 120_000].map((forMs) => admitted(kind, 1, forMs));

      // The whole-window bucket refills while the first second lasts; rounding is worth one or two.
      for (const [index, count] of (counts as number[]).entries()) {
        expect(flood[index]).toBeGreaterThanOrEqual(count - 2);
        expect(flood[index]).toBeLessThanOrEqual(count + (index === 0 ? 10 : 1));
      }
    },
  );

  it.each(rateLimitKinds)('should say exactly when the next one is admitted: %s', (kind) => {
    const gate = new RateGate();
    gate.set({
      requestsPerMinute: 90,
      tokensPerMinute: 1_000,
      rateLimitKind: kind,
      rateLimitWindowMs: 60_000,
    });
    let now = 0;
    for (let index = 0; index < 500; index++) {
      const waitMs = gate.admit(now, 7);
      if (waitMs === 0) continue;
      expect(gate.admit(now + waitMs - 0.01, 7)).toBeGreaterThan(0);
      now += waitMs;
      expect(gate.admit(now, 7)).toBe(0);
    }
  });

  it.each(rateLimitKinds)('should take requests and tokens together or not at all: %s', (kind) => {
    const gate = new RateGate();
    gate.set({
      requestsPerMinute: 600,
      tokensPerMinute: 6_000,
      rateLimitKind: kind,
      rateLimitWindowMs: 60_000,
    });
    const before = gate.states(0)[0]?.remaining as number;
    while (gate.admit(0, 50) === 0);
    const [requests, tokens] = gate.states(0);

    expect(tokens?.remaining).toBeLessThan(50);
    expect(before - (requests?.remaining as number)).toBe(kind === 'secondBucket' ? 2 : 120);
  });

  it.each(rateLimitKinds)(
    'should admit more tokens than the limit when nothing else is there, and be in debt: %s',
    (kind) => {
      const gate = new RateGate();
      gate.set({
        requestsPerMinute: null,
        tokensPerMinute: 6_000,
        rateLimitKind: kind,
        rateLimitWindowMs: 60_000,
      });

      expect(gate.admit(0, 7_000)).toBe(0);
      gate.charge(0, 500);
      expect(gate.admit(0, 1)).toBeGreaterThan(0);
      expect(gate.states(0)[0]?.remaining).toBe(0);
    },
  );

  it('should begin a minute of the clock anew, and a bucket only as it refills', () => {
    const [fixed, bucket] = [
      createMeter('fixedWindow', 600, 60_000),
      createMeter('tokenBucket', 600, 60_000),
    ];
    for (const meter of [fixed, bucket]) meter.take(59_000, 600);

    expect([fixed.left(60_000), bucket.left(60_000)].map(Math.floor)).toEqual([600, 10]);
    expect([fixed.resetMs(59_500), Math.round(bucket.resetMs(60_000))]).toEqual([0, 59_000]);
  });
});
