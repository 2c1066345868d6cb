import { describe, expect, it } from 'vitest';
import { ToldRate } from '../../../../src/engine/limiter/ToldRate.js';

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

  it('should pace from the moment that half is used, and one call at least goes at once', () => {
    const rate = new ToldRate();
    rate.heard({ limit: 100, remaining: 50, resetMs: 10_000 }, 0, 0);
    expect(rate.waitFor(0)).toBe(0);
    rate.take(1, 0);
    expect([rate.waitFor(0), rate.waitFor(50), rate.waitFor(9_999)]).toEqual([200, 150, -9_799]);
    rate.take(2, 1_000);
    expect(rate.waitFor(1_000)).toBe(400);
    // Without a limit nobody knows what half of it is.
    const unknown = new ToldRate();
    unknown.heard({ remaining: 50, resetMs: 10_000 }, 0, 0);
    unknown.take(1, 0);
    expect(unknown.waitFor(0)).toBe(200);
  });

  it('should let nobody go while less than one is left, and the last one go at once', () => {
    const waits = [0.5, 1].map((remaining) => {
      const rate = new ToldRate();
      rate.heard({ limit: 100, remaining, resetMs: 10_000 }, 0, 0);
      const first = rate.waitFor(0);
      rate.take(1, 0);
      return [first, rate.waitFor(0), rate.waitFor(9_999), rate.waitFor(10_000)];
    });
    expect(waits).toEqual([
      [10_000, 10_000, 1, 0],
      [0, 10_000, 1, 0],
    ]);
  });

  it('should come sooner when it hears of more, by the new pace, and never before now', () => {
    const rate = new ToldRate();
    rate.heard({ remaining: 1, resetMs: 10_000 }, 0, 0);
    rate.take(1, 0);
    expect(rate.waitFor(0)).toBe(10_000);
    rate.heard({ remaining: 100, resetMs: 10_000 }, 1_000, 500);
    expect(rate.waitFor(1_000)).toBe(100);
    rate.heard({ remaining: 100, resetMs: 10_000 }, 2_000, 1_500);
    expect(rate.waitFor(2_000)).toBe(0);
    // What is left would last for ten minutes; it is looked at again after one.
    rate.heard({ remaining: 0, resetMs: 600_000 }, 3_000, 2_500);
    expect(rate.waitFor(3_000)).toBe(60_000);
    rate.heard({ remaining: 5, resetMs: 600_000 }, 4_000, 3_500);
    expect(rate.waitFor(4_000)).toBe(59_000);
    rate.heard({ remaining: 12, resetMs: 600_000 }, 5_000, 4_500);
    expect(rate.waitFor(5_000)).toBe(50_000);
  });

  it('should count no call that the server knew of, and hear two that were asked at once', () => {
    const rate = new ToldRate();
    rate.take(4, 250);
    rate.take(3, 251);
    rate.heard({ remaining: 8, resetMs: 10_000 }, 500, 250);
    rate.take(1, 500);
    // Three of eight were sent since: five are left.
    expect(rate.waitFor(500)).toBe(2_000);
    rate.heard({ limit: 100, remaining: 90, resetMs: 10_000 }, 500, 250);
    expect(rate.waitFor(500)).toBe(0);
  });

  it('should be no limit before anything was heard, and hold nobody for what was taken then', () => {
    const rate = new ToldRate();
    rate.take(1_000, 0);
    expect(rate.waitFor(0)).toBe(0);
    rate.heard({ remaining: 10, resetMs: -1 }, 10, 5);
    expect(rate.waitFor(10)).toBe(0);
    rate.heard({ remaining: 10, resetMs: 1_000 }, 20, 15);
    expect(rate.waitFor(20)).toBe(0);
  });
});
