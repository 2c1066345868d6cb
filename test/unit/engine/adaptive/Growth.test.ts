import { describe, expect, it } from 'vitest';
import { Growth } from '../../../../src/engine/adaptive/Growth.js';

describe('Growth', () => {
  it('should be fast where nothing is known, and faster from a few', () => {
    const growth = new Growth();
    growth.grew(60);
    expect(growth.isCareful(1)).toBe(false);
    expect(growth.speedAt(4, undefined)).toBeCloseTo(8.8, 9);
    expect(growth.speedAt(19, undefined)).toBeCloseTo(41.8, 9);
    expect(growth.speedAt(20, undefined)).toBeCloseTo(24, 9);
    expect(growth.speedAt(99, undefined)).toBeCloseTo(118.8, 9);
    expect(growth.speedAt(100, undefined)).toBe(100);
    expect(growth.speedAt(4, 10_000)).toBeCloseTo(8.8, 9);
  });

  it('should be slower where a refusal takes long to be heard, within bounds', () => {
    const growth = new Growth();
    expect(growth.speedAt(100, 100)).toBeCloseTo(50, 9);
    expect(growth.speedAt(100, 10)).toBe(100);
    expect(growth.speedAt(100, 0)).toBe(100);
    expect(growth.speedAt(100, 200)).toBeCloseTo(25, 9);
    expect(growth.speedAt(100, 60_000)).toBeCloseTo(20, 9);
  });

  it('should go with care past what was measured, three times faster each second, until it has moved', () => {
    const growth = new Growth();
    growth.measured(100);
    expect(growth.speedAt(100, 100)).toBe(1);
    growth.grew(2);
    expect(growth.speedAt(104.9, 100)).toBe(9);
    expect(growth.speedAt(105, 100)).toBeCloseTo(52.5, 9);
    expect([growth.isCareful(104.9), growth.isCareful(105)]).toEqual([true, false]);
    growth.measured(40);
    expect([growth.speedAt(43, 100), growth.speedAt(50, 100)]).toEqual([1, 60]);
  });
});
