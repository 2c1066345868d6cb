import { describe, expect, it } from 'vitest';
import {
  ANYWHERE,
  alwaysValid,
  differenceInterval,
  type Interval,
  LEAST,
  meanInterval,
} from '../../../../src/engine/experiment/alwaysValid.js';
import { Moments } from '../../../../src/engine/experiment/Moments.js';

function momentsOf(...values: readonly number[]): Moments {
  const moments = new Moments();
  for (const value of values) moments.add(value);
  return moments;
}

/** `count` numbers with a mean of `mean`, half of them one below, half one above. */
const around = (mean: number, count: number) =>
  momentsOf(...Array.from({ length: count }, (_, index) => mean + (index % 2) * 2 - 1));

/** What the one number that did not come yet adds, at 30 or 70 looks. */
const widened = ({ low, high }: Interval, [unseen, count]: readonly [number, number]) => {
  const { low: least, high: most } = alwaysValid(0, 0, count, 0.05, 500, unseen);
  return { low: expect.closeTo(low + least, 12), high: expect.closeTo(high + most, 12) };
};

describe('alwaysValid', () => {
  // Reckoned apart from the code, by theorem 2.2 of the paper.
  it.each([
    [1, 0.01, 500, 0.05, 500, 0.3035208990376253],
    [-2, 0.01, 1, 0.05, 500, 1.9608121555821252],
    [0, 0.0004, 2_000, 0.01, 100, 0.07673124283697197],
  ])(
    'should be as wide as the paper says: %s, variance %s of %s',
    (mean, variance, count, alpha, at, wide) => {
      const { low, high } = alwaysValid(mean, variance, count, alpha, at);
      expect(low).toBeCloseTo(mean - wide, 12);
      expect(high).toBeCloseTo(mean + wide, 12);
    },
  );

  it('should be tightest near 500 unless told otherwise, and say nothing of nothing', () => {
    expect(alwaysValid(1, 0.01, 500, 0.05)).toEqual(alwaysValid(1, 0.01, 500, 0.05, 500));
    for (const [variance, count] of [
      [Number.POSITIVE_INFINITY, 500],
      [Number.NaN, 500],
      [0.01, 0],
    ] as const)
      expect(alwaysValid(1, variance, count, 0.05)).toBe(ANYWHERE);
    expect(ANYWHERE).toEqual({ low: -Infinity, high: Infinity });
  });

  it('should allow for what did not come yet by half the width of all looks, and more at least than log(1 / alpha)', () => {
    for (const alpha of [0.1, 0.01]) {
      for (const count of [30, 500, 10_000]) {
        const { high } = alwaysValid(0, 0, count, alpha, 500, 1 / count);
        expect(high).toBeGreaterThan(-Math.log(alpha) / count);
        expect(2 * count * high).toBeCloseTo(alwaysValid(0, 1, count, alpha).high ** 2, 9);
      }
    }
  });

  it('should know nothing where nobody knows how far others may be', () => {
    const same = momentsOf(...new Array(40).fill(1));
    for (const range of [same, { low: 1, high: 1 }, { low: Infinity, high: -Infinity }]) {
      expect(meanInterval(same, 0.05, range)).toBe(ANYWHERE);
      expect(differenceInterval(same, same, 0.05, range)).toBe(ANYWHERE);
    }
  });

  it('should say nothing of fewer than thirty numbers, of either arm', () => {
    const [few, enough] = [around(5, LEAST - 1), around(5, LEAST)];
    const range = { low: 3, high: 10 };
    expect(meanInterval(few, 0.05, range)).toBe(ANYWHERE);
    // From the mean, the far end of the range is 5 away.
    expect(meanInterval(enough, 0.05, range)).toEqual(
      widened(alwaysValid(5, 30 / 29 / 30, 30, 0.05), [5 / 30, 30]),
    );
    expect(differenceInterval(few, enough, 0.05, range)).toBe(ANYWHERE);
    expect(differenceInterval(enough, few, 0.05, range)).toBe(ANYWHERE);
    expect(differenceInterval(around(6, 40), enough, 0.05, range)).toEqual(
      widened(alwaysValid(1, 40 / 39 / 40 + 30 / 29 / 30, 70, 0.05), [5 / 30, 70]),
    );
  });
});

describe('Moments', () => {
  it('should know count, mean and variance, and of fewer than two no variance', () => {
    expect(momentsOf()).toMatchObject({
      count: 0,
      mean: 0,
      variance: Infinity,
      low: Infinity,
      high: -Infinity,
    });
    expect(momentsOf(3)).toMatchObject({ count: 1, mean: 3, variance: Infinity });
    expect(momentsOf(2, 4, 4, 4, 5, 5, 7, 9)).toMatchObject({
      count: 8,
      mean: 5,
      low: 2,
      high: 9,
      variance: expect.closeTo(32 / 7),
    });
  });
});
