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
});
