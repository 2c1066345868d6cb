import { describe, expect, it } from 'vitest';
import { Standing } from '../../../../src/engine/routing/Standing.js';
import type { Reply } from '../../../../src/types/Reply.js';
import { aReply } from '../../../helpers/aReply.js';

/** Of a route that has given these answers, all at once. */
function standingOf(now: number, ...replies: readonly Partial<Reply>[]): Standing<string> {
  const standing = new Standing('a route');
  for (const reply of replies) standing.answered(aReply({ usage: null, ...reply }), now);
  return standing;
}
/** Whether a token takes less time over there than `pace`, at `now`. */
const isFaster = (standing: Standing<string>, pace: number, now = 0) =>
  standing.isBetterThan(standingOf(now, { ttftMs: pace }), now);
/** The pace of a route, as others see it. */
function expectPace(standing: Standing<string>, pace: number, now = 0): void {
  expect([isFaster(standing, pace - 0.01, now), isFaster(standing, pace + 0.01, now)]).toEqual([false, true]);
}
const usage = (completionTokens: number) => ({ ...aReply().usage, completionTokens }) as Reply['usage'];

describe('Standing', () => {
  it('should compare the time to the first token, or for each one, which four letters make when nobody counts', () => {
    expectPace(standingOf(0, { ttftMs: 300, latencyMs: 9_000, usage: usage(10) }), 300);
    expectPace(standingOf(0, { latencyMs: 9_000, usage: usage(10) }), 900);
    expectPace(standingOf(0, { latencyMs: 9_000, text: 'eight le' }), 4_500);
    expectPace(standingOf(0, { latencyMs: 9_000, usage: usage(0) }), 9_000);
    expectPace(standingOf(0, { latencyMs: 9_000, text: '' }), 9_000);
  });

  it('should go by the mean of the last answers, a tenth the newest', () => {
    expectPace(standingOf(0, { ttftMs: 1_000 }, { ttftMs: 2_000 }), 1_100);
    expectPace(standingOf(0, { ttftMs: 1_000 }, { ttftMs: 2_000 }, { ttftMs: 100 }), 1_000);
  });

  it('should start anew after half a minute', () => {
    for (const [later, pace] of [
      [30_000, 1_100],
      [30_001, 2_000],
    ] as const) {
      const standing = standingOf(0, { ttftMs: 1_000 });
      standing.answered(aReply({ ttftMs: 2_000 }), later);
      expectPace(standing, pace, later);
    }
  });

  it('should count one call more than those under way', () => {
    const [slow, fast] = [standingOf(0, { ttftMs: 300 }), standingOf(0, { ttftMs: 100 })];
    fast.inFlight = 1;
    expect([fast.isBetterThan(slow, 0), slow.isBetterThan(fast, 0)]).toEqual([true, false]);
    fast.inFlight = 3;
    expect([fast.isBetterThan(slow, 0), slow.isBetterThan(fast, 0)]).toEqual([false, true]);
    slow.inFlight = 1;
    expect(fast.isBetterThan(slow, 0)).toBe(true);
    // As good is not better.
    fast.inFlight = 2;
    slow.inFlight = 0;
    expect([fast.isBetterThan(slow, 0), slow.isBetterThan(fast, 0)]).toEqual([false, false]);
  });

  it('should only count what is under way while one of the two is not known, or not any more', () => {
    const [busy, idle] = [standingOf(0, { ttftMs: 1 }), new Standing('a route')];
    busy.inFlight = 1;
    expect([busy.isBetterThan(idle, 0), idle.isBetterThan(busy, 0)]).toEqual([false, true]);
    idle.inFlight = 1;
    expect([busy.isBetterThan(idle, 0), idle.isBetterThan(busy, 0)]).toEqual([false, false]);
    const late = standingOf(30_001, { ttftMs: 1_000 });
    for (const now of [30_000, 30_001]) {
      // The newer one is known; the other one until half a minute has passed.
      expect([now, busy.isBetterThan(late, now)]).toEqual([now, now === 30_000]);
      expect([now, late.isBetterThan(busy, now)]).toEqual([now, now !== 30_000]);
    }
  });

  it('should pause until the latest moment that was named', () => {
    const standing = new Standing('a route');
    expect(standing.pausedUntil).toBe(Number.NEGATIVE_INFINITY);
    standing.pause(500);
    standing.pause(200);
    expect(standing.pausedUntil).toBe(500);
    standing.pause(700);
    expect(standing.pausedUntil).toBe(700);
  });
});
