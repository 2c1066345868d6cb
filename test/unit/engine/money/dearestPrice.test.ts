import { describe, expect, it } from 'vitest';
import { dearestPrice } from '../../../../src/engine/money/dearestPrice.js';
import { isPeak } from '../../../../src/engine/money/peakHours.js';

const minute = 60_000;
const day = 24 * 60 * minute;
const flat = (usd: number) => ({ hit: usd, miss: usd, output: usd });
/** A Monday in Beijing, half past eight: half an hour before the peak. */
const monday = Date.parse('2026-11-23T00:30:00Z');

/** A price that rises at a quarter past ten and falls at a quarter to eleven, then weeks with a peak, then a dear one. */
const rises = monday + 105 * minute;
const falls = rises + 30 * minute;
const weeks = monday + 7 * day;
const table = {
  asOf: '2026-11-23',
  models: {
    m: {
      prices: [
        { from: 0, offPeak: flat(1) },
        { from: rises, offPeak: flat(7) },
        { from: falls, offPeak: flat(1) },
        { from: weeks, offPeak: flat(2), peak: flat(5) },
        { from: weeks + 7 * day, offPeak: { hit: 9, miss: 1, output: 1 }, peak: flat(3) },
      ],
    },
  },
  holidays: [],
};
const dearest = (from: number, to: number) => dearestPrice('m', from, to, table);

describe('dearestPrice', () => {
  it.each([
    ['ends before the rise', rises - 10 * minute, rises - 1, 1],
    ['ends with the rise', rises - 10 * minute, rises, 7],
    ['begins with the rise', rises, rises + 1, 7],
    ['spans both', rises - minute, falls + minute, 7],
    ['begins with the fall', falls, falls + minute, 1],
    ['is a moment', rises, rises, 7],
    ['ends before it begins', falls, rises, 1],
  ])('should see a price that changes within an hour, when the span %s', (_, from, to, usd) => {
    expect(dearest(from, to)).toEqual(flat(usd));
  });

  it.each([
    ['a day at one price', monday - 2 * day, monday - day, flat(1)],
    ['days in which it rose for half an hour', monday - day, monday + day, flat(7)],
    ['days after it rose', falls, falls + day, flat(1)],
    ['a day less a moment, over a weekend', weeks + 5 * day, weeks + 6 * day - 1, flat(2)],
    ['a whole day of a table with a peak, even on a weekend', weeks + 5 * day, weeks + 6 * day, flat(5)],
    ['from the very beginning of a price', weeks, weeks + day, flat(5)],
    ['until the moment of the next price', weeks, weeks + 7 * day, { hit: 9, miss: 5, output: 5 }],
    ['of a price that is dearer off-peak', weeks + 8 * day, weeks + 9 * day, { hit: 9, miss: 3, output: 3 }],
  ])('should see all prices of a long span: %s', (_, from, to, price) => {
    expect(dearest(from, to)).toEqual(price);
  });

  it('should not know what it cost before its first price, or a model that the table has not', () => {
    expect(dearest(-2, -1)).toBeNull();
    expect(dearest(-2, rises)).toBeNull();
    expect(dearestPrice('other', 0, 1, table)).toBeNull();
  });
});

describe('isPeak', () => {
  it('should look anew for the same hour when the holidays are others', () => {
    const at = monday + 60 * minute;
    expect([isPeak(at, []), isPeak(at, ['2026-11-23']), isPeak(at, ['2026-11-24'])]).toEqual([
      true,
      false,
      true,
    ]);
  });
});
