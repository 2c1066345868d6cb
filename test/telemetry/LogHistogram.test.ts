import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LogHistogram } from '../../src/telemetry/LogHistogram.js';

const values = fc.array(fc.double({ min: 0.1, max: 1e8, noNaN: true }), {
  minLength: 1,
  maxLength: 200,
  size: 'max',
});

function of(numbers: readonly number[]): LogHistogram {
  const histogram = new LogHistogram();
  for (const number of numbers) histogram.record(number);
  return histogram;
}

describe('LogHistogram', () => {
  it('should know every quantile within one per cent', () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0.001, max: 1, noNaN: true }), (numbers, p) => {
        const sorted = [...numbers].sort((a, b) => a - b);
        const exact = sorted[Math.ceil(p * sorted.length) - 1] as number;
        const found = of(numbers).quantile(p) as number;
        expect(Math.abs(found - exact) / exact).toBeLessThan(0.0101);
      }),
    );
  });

  it('should have each value in one bin, which lies about it', () => {
    fc.assert(
      fc.property(values, (numbers) => {
        const bins = of(numbers).bins();
        expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(numbers.length);
        expect(bins.at(0)?.from).toBeLessThanOrEqual(Math.min(...numbers) * 1.02);
        expect(bins.at(-1)?.to).toBeGreaterThanOrEqual(Math.max(...numbers) * 0.98);
        for (const [index, { from }] of bins.entries()) {
          if (index > 0) expect(from).toBeCloseTo(bins[index - 1]?.to as number, 5);
        }
      }),
    );
  });

  it('should say nothing of nothing, and keep what is no time out', () => {
    const histogram = of([Number.NaN, -1]);
    expect([histogram.count, histogram.quantile(0.5), histogram.bins()]).toEqual([0, null, []]);
  });

  it('should take what is below its scale or above it', () => {
    const histogram = of([0, 1e300]);
    expect(histogram.quantile(0)).toBeCloseTo(0.1);
    expect(histogram.quantile(1)).toBeGreaterThan(1e9);
    expect(histogram.max).toBe(1e300);
    expect(histogram.bins().reduce((sum, { count }) => sum + count, 0)).toBe(2);
  });
});
