import { describe, expect, it } from 'vitest';
import {
  ANYWHERE,
  alwaysValid,
  differenceInterval,
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

  it('should say nothing of fewer than thirty numbers, of either arm', () => {
    const [few, enough] = [around(5, LEAST - 1), around(5, LEAST)];
    expect(meanInterval(few, 0.05)).toBe(ANYWHERE);
    expect(meanInterval(enough, 0.05)).toEqual(alwaysValid(5, 30 / 29 / 30, 30, 0.05));
    expect(differenceInterval(few, enough, 0.05)).toBe(ANYWHERE);
    expect(differenceInterval(enough, few, 0.05)).toBe(ANYWHERE);
    expect(differenceInterval(around(6, 40), enough, 0.05)).toEqual(
      alwaysValid(1, 40 / 39 / 40 + 30 / 29 / 30, 70, 0.05),
    );
  });
});

describe('Moments', () => {
  it('should know count, mean and variance, and of fewer than two no variance', () => {
    expect(momentsOf()).toMatchObject({ count: 0, mean: 0, variance: Infinity });
    expect(momentsOf(3)).toMatchObject({ count: 1, mean: 3, variance: Infinity });
    expect(momentsOf(2, 4, 4, 4, 5, 5, 7, 9)).toMatchObject({
      count: 8,
      mean: 5,
      variance: expect.closeTo(32 / 7),
    });
  });
});
