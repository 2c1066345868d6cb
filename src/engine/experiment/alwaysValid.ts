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
 * It is the asymptotic confidence sequence of the source below, which trusts the variance that was seen, and so would be
 * sure of itself when the first thirty numbers happen to be equal. Therefore it is wider by what `unseen` could do, by the
 * form of an empirical Bernstein bound (Maurer and Pontil 2009): numbers rarer than `log(1 / alpha) / count` may all have
 * been missed. In simulation it then holds for rare numbers of any share, too (statistics.test.ts).
 *
 * @param variance Of the estimate itself: for a mean, that of the numbers by their count.
 * @param count Numbers behind it.
 * @param unseen How far one number that did not come yet may move the estimate. Default 0: trusts the variance.
 * @see Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas, «Time-uniform central limit theory and asymptotic confidence
 *   sequences», Annals of Statistics 52 (2024), theorem 2.2 (arXiv:2103.06476): Robbins' normal mixture, narrowest near
 *   `tightestAt`.
 */
export function alwaysValid(
  estimate: number,
  variance: number,
  count: number,
  alpha: number,
  tightestAt = 500,
  unseen = 0,
): Interval {
  if (!Number.isFinite(variance) || count < 1) return ANYWHERE;
  const [wish, n] = [-2 * Math.log(alpha), count];
  const rho = (wish + Math.log(wish + 1)) / tightestAt;
  const looks = 2 * (1 + 1 / (n * rho)) * Math.log(Math.sqrt(n * rho + 1) / alpha);
  // Half of `looks` is at least log(1 / alpha).
  const radius = Math.sqrt(variance * looks) + (unseen * looks) / 2;
  return { low: estimate - radius, high: estimate + radius };
}

/**
 * Of one mean.
 *
 * @param range Where its numbers may lie; when it is one point, nothing is known of how far others may be from it.
 */
export function meanInterval(moments: Moments, alpha: number, range: Interval): Interval {
  const { count, mean, variance } = moments;
  if (count < LEAST || !(range.high > range.low)) return ANYWHERE;
  return alwaysValid(mean, variance / count, count, alpha, undefined, unseenBy(moments, range));
}

/** Of how much higher the mean of `a` is than that of `b`, when each had prompts of its own. */
export function differenceInterval(a: Moments, b: Moments, alpha: number, range: Interval): Interval {
  if (Math.min(a.count, b.count) < LEAST || !(range.high > range.low)) return ANYWHERE;
  const variance = a.variance / a.count + b.variance / b.count;
  const unseen = Math.max(unseenBy(a, range), unseenBy(b, range));
  return alwaysValid(a.mean - b.mean, variance, a.count + b.count, alpha, undefined, unseen);
}

function unseenBy({ count, mean }: Moments, { low, high }: Interval): number {
  return Math.max(mean - low, high - mean) / count;
}
