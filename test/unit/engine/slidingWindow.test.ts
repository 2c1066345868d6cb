import { describe, expect, it } from 'vitest';
import { slidingWindow } from '../../../src/engine/limiter/slidingWindow.js';

describe('slidingWindow', () => {
  it('should tell when enough of what was taken has passed out of the window, and no more than that', () => {
    const window = slidingWindow({ limit: 10, windowMs: 1_000 });
    window.take(3, 0);
    window.take(3, 100);
    window.take(4, 200);
    const waits = [0, 1, 3, 4, 6, 7, 10, 99].map((cost) => window.waitFor(cost, 300));
    expect(waits).toEqual([0, 700, 700, 800, 800, 900, 900, 900]);
  });

  it('should count what is taken for its window and no longer', () => {
    const window = slidingWindow({ limit: 10, windowMs: 1_000 });
    window.take(10, 0);
    expect([window.waitFor(10, 999), window.waitFor(10, 1_000)]).toEqual([1, 0]);
  });

  it('should correct what was taken at its moment, first, last or between', () => {
    for (const [index, moment] of [0, 100, 200, 300, 400].entries()) {
      const window = slidingWindow({ limit: 10, windowMs: 1_000 });
      for (let at = 0; at <= 400; at += 100) expect(window.take(2, at)).toBe(at);
      window.settle(-1, moment);
      expect([window.waitFor(1, 500), window.waitFor(2, 500)]).toEqual([0, 500]);
      // Whatever is freed before that moment is two, and then one.
      const waits = [3, 5, 7, 9].map((cost) => window.waitFor(cost, 500));
      const freed = [500, 600, 700, 800, 900];
      expect(waits).toEqual(
        [3, 5, 7, 9].map((cost) => freed[(cost - 1) / 2 - (cost - 1 <= index * 2 ? 1 : 0)]),
      );
    }
  });

  it('should correct nothing at a moment of which nothing is known', () => {
    const window = slidingWindow({ limit: 10, windowMs: 1_000 });
    window.settle(5, 0);
    expect(window.waitFor(10, 0)).toBe(0);
    for (let at = 100; at <= 300; at += 100) window.take(3, at);
    for (const moment of [0, 150, 350]) window.settle(-3, moment);
    expect([window.waitFor(1, 300), window.waitFor(2, 300)]).toEqual([0, 800]);
  });

  it('should note under the last moment what comes when the clock was set back, while that is in the window', () => {
    const window = slidingWindow({ limit: 10, windowMs: 1_000 });
    expect([window.take(4, 5_000), window.take(3, 5_000), window.take(2, 4_000)]).toEqual([
      5_000, 5_000, 5_000,
    ]);
    expect([window.waitFor(1, 5_000), window.waitFor(2, 5_000)]).toEqual([0, 1_000]);
    expect(window.waitFor(10, 6_000)).toBe(0);
    expect(window.take(10, 4_000)).toBe(4_000);
    expect(window.waitFor(1, 4_100)).toBe(900);
  });

  it('should go by a limit that has changed, and count what was taken under the other', () => {
    const window = slidingWindow({ limit: 10, windowMs: 1_000 });
    window.take(8, 0);
    window.tune(20, 100);
    expect([window.waitFor(12, 100), window.waitFor(13, 100)]).toEqual([0, 900]);
  });
});
