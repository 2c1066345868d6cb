import type { Moments } from './Moments.js';

/** Where a value lies, at the confidence that was asked for. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Fewer numbers of one arm say nothing: the intervals hold for many, not for few. */
export const LEAST = 30;

/** Nobody knows yet. */
export const ANYWHERE: Interval = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };

/**
 * An interval for a mean that may be looked at after every number: the chance that the truth is ever outside, at any of all
 * looks together, is at most `alpha`. So one may stop whenever one likes what one sees. It costs about a third of width
 * against an interval that holds for one look that was fixed beforehand.
 *
 * @param variance Of the estimate itself: for a mean, that of the numbers by their count.
 * @param count Numbers behind it.
 * @see the asymptotic confidence sequence of Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas, «Time-uniform central limit
 *   theory and asymptotic confidence sequences», Annals of Statistics 52 (2024), theorem 2.2 (arXiv:2103.06476): Robbins'
 *   normal mixture, narrowest near `tightestAt`.
 */
export function alwaysValid(
  estimate: number,
  variance: number,
  count: number,
  alpha: number,
  tightestAt = 500,
): Interval {
  if (!Number.isFinite(variance) || count < 1) return ANYWHERE;
  const [wish, n] = [-2 * Math.log(alpha), count];
  const rho = (wish + Math.log(wish + 1)) / tightestAt;
  const looks = 2 * (1 + 1 / (n * rho)) * Math.log(Math.sqrt(n * rho + 1) / alpha);
  const radius = Math.sqrt(variance * looks);
  return { low: estimate - radius, high: estimate + radius };
}

/** Of one mean. */
export function meanInterval(moments: Moments, alpha: number): Interval {
  const { count, mean, variance } = moments;
  return count < LEAST ? ANYWHERE : alwaysValid(mean, variance / count, count, alpha);
}

/** Of how much higher the mean of `a` is than that of `b`, when each had prompts of its own. */
export function differenceInterval(a: Moments, b: Moments, alpha: number): Interval {
  if (Math.min(a.count, b.count) < LEAST) return ANYWHERE;
  const variance = a.variance / a.count + b.variance / b.count;
  return alwaysValid(a.mean - b.mean, variance, a.count + b.count, alpha);
}
