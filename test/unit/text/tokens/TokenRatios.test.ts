import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TokenRatios } from '../../../../src/text/tokens/TokenRatios.js';

describe('TokenRatios', () => {
  it('should learn for each model by itself', () => {
    const ratios = new TokenRatios();
    expect(ratios.ratioOf('a')).toBe(1);
    for (let i = 0; i < 50; i++) ratios.learn('a', 200, 260);
    expect(ratios.ratioOf('a')).toBeCloseTo(1.3, 1);
    expect(ratios.ratioOf('b')).toBe(1);
  });

  it('should follow a model that changes', () => {
    const ratios = new TokenRatios();
    for (let i = 0; i < 500; i++) ratios.learn('a', 200, 260);
    for (let i = 0; i < 500; i++) ratios.learn('a', 200, 180);
    expect(ratios.ratioOf('a')).toBeCloseTo(0.9, 2);
  });

  it('should not be moved far by one bill, nor by nonsense', () => {
    const ratios = new TokenRatios();
    for (let i = 0; i < 100; i++) ratios.learn('a', 200, 200);
    ratios.learn('a', 200, 100_000);
    expect(ratios.ratioOf('a')).toBeLessThan(1.02);
    for (const [counted, billed] of [
      [0, 5],
      [5, 0],
      [-1, 5],
      [Number.NaN, 5],
      [5, Number.POSITIVE_INFINITY],
    ] as const) {
      const before = ratios.ratioOf('a');
      ratios.learn('a', counted, billed);
      expect(ratios.ratioOf('a')).toBe(before);
    }
  });

  it('should stay within its bounds, whatever comes, and remember no endless list of names', () => {
    const bill = fc.tuple(fc.nat(5_000), fc.nat(50_000));
    fc.assert(
      fc.property(fc.array(bill, { maxLength: 300, size: 'max' }), (bills) => {
        const ratios = new TokenRatios();
        for (const [counted, billed] of bills) ratios.learn('a', counted, billed);
        expect(ratios.ratioOf('a')).toBeGreaterThanOrEqual(0.5);
        expect(ratios.ratioOf('a')).toBeLessThanOrEqual(2);
      }),
    );
    const ratios = new TokenRatios();
    for (let i = 0; i < 1_000; i++) for (let j = 0; j < 20; j++) ratios.learn(`m${i}`, 1_000, 1_900);
    expect(ratios.ratioOf('m0')).toBeGreaterThan(1.5);
    expect(ratios.ratioOf('m999')).toBe(1);
  });
});
