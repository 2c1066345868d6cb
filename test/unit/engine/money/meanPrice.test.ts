import { describe, expect, it } from 'vitest';
import { meanPrice, nextOffPeak, offPeakPrice } from '../../../../src/engine/money/meanPrice.js';
import { PRICES } from '../../../../src/engine/money/prices.js';

describe('what tokens cost on average', () => {
  const minute = 60_000;
  const hour = 60 * minute;
  const noon = Date.parse('2026-11-23T03:30:00Z');
  const mean = (at: number, forMs: number) => meanPrice('deepseek-flash', at, forMs, PRICES);

  it('should weigh each hour by how much of it there is', () => {
    // Half an hour at peak, then an hour and a half off it.
    const price = mean(noon, 2 * hour);
    expect(price?.hit).toBeCloseTo(0.003 * 1.25, 12);
    expect(price?.miss).toBeCloseTo(0.15 * 1.25, 12);
    expect(price?.output).toBeCloseTo(0.6 * 1.25, 12);
    expect(mean(noon, 0)).toEqual({ hit: 0.006, miss: 0.3, output: 1.2 });
    expect(mean(noon, 30 * minute)?.output).toBeCloseTo(1.2, 12);
    expect(meanPrice('other', noon, hour, PRICES)).toBeNull();
    // From a month on it does not move.
    expect(mean(noon, 24 * 31 * hour)).toEqual(mean(noon, 24 * 400 * hour));
  });

  it('should know the price off-peak of a day, from the moment on when it holds', () => {
    const change = Date.parse('2026-09-10T04:00:00Z');
    const at = (ms: number) => offPeakPrice('deepseek-flash', ms, PRICES);
    expect([at(change - 1)?.output, at(change)?.output, at(noon)?.output]).toEqual([0.66, 0.6, 0.6]);
    expect([at(0), offPeakPrice('other', noon, PRICES)]).toEqual([null, null]);
  });

  it('should know when the peak is over', () => {
    expect(nextOffPeak(noon, PRICES)).toBe(noon + 30 * minute);
    expect(nextOffPeak(noon + hour, PRICES)).toBe(noon + hour);
  });
});
