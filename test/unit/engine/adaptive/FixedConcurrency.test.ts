import { describe, expect, it } from 'vitest';
import { FixedConcurrency } from '../../../../src/engine/adaptive/FixedConcurrency.js';

describe('FixedConcurrency', () => {
  it('should let as many calls go as it is told, whatever is refused', () => {
    const control = new FixedConcurrency(2);
    control.started();
    expect(control.waitFor(1, 0)).toBeLessThanOrEqual(0);
    expect(control.waitFor(2, 0)).toBe(Number.POSITIVE_INFINITY);
    control.ended({ kind: 'too-many', limit: 1 }, 1, 10, 0);
    control.ended({ kind: 'overloaded' }, 1, 10, 0);
    control.ended({ kind: 'other' }, 1, 10, 0);
    control.ended({ kind: 'ok' }, 1, 10, 0);
    control.ended(undefined, 1, 10, 0);
    expect(control.waitFor(1, 10)).toBeLessThanOrEqual(0);
    expect([control.limit, control.pauseMs(10)]).toEqual([2, 0]);
    control.limit = 3;
    expect(control.waitFor(2, 10)).toBeLessThanOrEqual(0);
  });

  it('should stop all calls for a Retry-After, and when they come too fast', () => {
    const control = new FixedConcurrency(2);
    control.ended({ kind: 'overloaded', retryAfterMs: 3_000 }, 0, 100, 0);
    expect([control.waitFor(0, 100), control.pauseMs(100)]).toEqual([3_000, 3_000]);
    expect([control.waitFor(0, 3_100), control.pauseMs(3_200)]).toEqual([0, 0]);
    control.ended({ kind: 'too-fast' }, 0, 10_000, 9_000);
    expect(control.waitFor(0, 10_000)).toBe(1_000);
  });
});
