import { describe, expect, it } from 'vitest';
import { costOf } from '../../../../src/engine/money/costOf.js';
import { dearestPrice } from '../../../../src/engine/money/dearestPrice.js';
import { isPeak } from '../../../../src/engine/money/peakHours.js';
import { priceOf } from '../../../../src/engine/money/priceOf.js';
import { PRICES } from '../../../../src/engine/money/prices.js';

describe('isPeak', () => {
  it.each([
    ['2026-11-23T00:59:59Z', false],
    ['2026-11-23T01:00:00Z', true],
    ['2026-11-23T03:59:59Z', true],
    ['2026-11-23T04:00:00Z', false],
    ['2026-11-23T05:59:59Z', false],
    ['2026-11-23T06:00:00Z', true],
    ['2026-11-23T09:59:59Z', true],
    ['2026-11-23T10:00:00Z', false],
    // A Saturday and a Sunday; and one before weekends were free.
    ['2026-11-21T02:00:00Z', false],
    ['2026-11-22T02:00:00Z', false],
    ['2026-08-22T02:00:00Z', true],
    ['2026-08-23T02:00:00Z', false],
    // The national holidays.
    ['2026-10-01T02:00:00Z', false],
    ['2026-10-08T02:00:00Z', true],
    ['2026-09-25T02:00:00Z', false],
    ['2027-01-01T02:00:00Z', false],
    // A Saturday that was worked in exchange for a holiday is a Saturday.
    ['2026-10-10T02:00:00Z', false],
  ])('should know the hours of Beijing: %s %s', (at, peak) =>
    expect(isPeak(Date.parse(at), PRICES.holidays)).toBe(peak),
  );
});

describe('priceOf', () => {
  it.each([
    ['deepseek-flash', '2026-11-23T12:00:00Z', { hit: 0.003, miss: 0.15, output: 0.6 }],
    ['deepseek-flash', '2026-11-23T02:00:00Z', { hit: 0.006, miss: 0.3, output: 1.2 }],
    ['deepseek-v4-pro', '2026-11-23T02:00:00Z', { hit: 0.044, miss: 1.32, output: 3.96 }],
    ['deepseek-v4-flash', '2026-09-10T03:59:59Z', { hit: 0.014, miss: 0.44, output: 1.32 }],
    ['deepseek-v4-flash', '2026-09-10T04:00:00Z', { hit: 0.003, miss: 0.15, output: 0.6 }],
    ['deepseek-v4-pro', '2026-06-01T02:00:00Z', { hit: 0.003625, miss: 0.435, output: 0.87 }],
  ])('should know what %s cost on %s', (model, at, price) => {
    expect(priceOf(model, new Date(at))).toEqual(price);
    expect(priceOf(model, Date.parse(at))).toEqual(price);
  });

  it('should not guess', () => {
    expect(priceOf('gpt-x', Date.now())).toBeNull();
    expect(priceOf('toString', Date.now())).toBeNull();
    expect(priceOf('deepseek-flash', Date.parse('2025-01-01'))).toBeNull();
  });

  it('should take a table of yours', () => {
    const table = {
      asOf: '2026-11-24',
      models: { mine: { prices: [{ from: 0, offPeak: { hit: 1, miss: 2, output: 3 } }] } },
      holidays: [],
    };
    expect(priceOf('mine', Date.parse('2026-11-23T02:00:00Z'), table)).toEqual({
      hit: 1,
      miss: 2,
      output: 3,
    });
    expect(priceOf('deepseek-flash', Date.now(), table)).toBeNull();
  });
});

describe('dearestPrice', () => {
  const minute = 60_000;
  const offPeak = { hit: 0.003, miss: 0.15, output: 0.6 };
  const peak = { hit: 0.006, miss: 0.3, output: 1.2 };
  const flash = (from: string, ms: number) =>
    dearestPrice('deepseek-flash', Date.parse(from), Date.parse(from) + ms, PRICES);

  it.each([
    ['off-peak throughout', '2026-11-23T00:30:00Z', 29 * minute, offPeak],
    ['reaching into the peak', '2026-11-23T00:55:00Z', 10 * minute, peak],
    ['begun at peak, ending after it', '2026-11-23T03:55:00Z', 10 * minute, peak],
    ['across the break at noon', '2026-11-23T04:00:00Z', 2 * 60 * minute, peak],
    ['a whole weekend', '2026-11-20T10:00:00Z', 23 * 60 * minute, offPeak],
    ['longer than a day', '2026-11-20T10:00:00Z', 25 * 60 * minute, peak],
    ['for ever', '2026-11-20T10:00:00Z', Number.POSITIVE_INFINITY, peak],
    ['before the prices fell', '2026-09-10T03:55:00Z', 10 * minute, { hit: 0.014, miss: 0.44, output: 1.32 }],
    ['before peak hours came', '2026-08-16T15:59:00Z', 2 * minute, { hit: 0.007, miss: 0.22, output: 0.66 }],
  ])('should see all that a call may cost: %s', (_, from, ms, price) => {
    expect(flash(from, ms)).toEqual(price);
  });

  it('should not guess', () => {
    expect(dearestPrice('gpt-x', 0, Number.POSITIVE_INFINITY, PRICES)).toBeNull();
  });
});

describe('costOf', () => {
  const usage = {
    promptTokens: 3_000_000,
    promptCacheHitTokens: 1_000_000,
    promptCacheMissTokens: 2_000_000,
    completionTokens: 500_000,
    reasoningTokens: 400_000,
  };

  it('should charge hits, misses and output, thinking once', () => {
    const at = Date.parse('2026-11-23T12:00:00Z');
    expect(costOf(usage, 'deepseek-flash', at)).toBeCloseTo(0.003 + 0.3 + 0.3, 10);
    expect(costOf(usage, 'unknown', at)).toBeNull();
  });
});
