import { DASH, digitsOf, lengthOf, type NumberRun, SHAPE_BASE, SPACE, shape } from './NumberRun.js';

/**
 * Mobile numbers as written inside the country, with the trunk 0: ten digits (France, Netherlands, Switzerland,
 * Australia, Belgium, Israel, Saudi Arabia, Thailand, Vietnam, Taiwan ...), eleven (United Kingdom, Germany,
 * Japan, Korea, Turkey, Pakistan, Iran, Philippines, Nigeria, Hungary ...) or twelve (Germany, Indonesia).
 */
const TRUNK_MOBILE = /^0(?:[4-9]\d{8}|(?:1[05-7]|[35]\d|6[237]|7\d|8[01]|9\d)\d{8}|(?:1[5-7]|8[1-9])\d{9})$/;

/** Whether all of `digits` are such a number. */
export const isTrunkMobile = (digits: string): boolean => TRUNK_MOBILE.test(digits);

/** How mobile numbers are grouped, when other numbers may stand beside them. */
const MOBILE_SHAPES = new Set(
  '10 11 12 4-6 5-6 4-7 4-8 4-3-3 4-3-4 4-4-3 4-4-4 3-3-4 3-4-4 5-3-3'.split(' ').map(shape),
);

/** The last group of a mobile number with trunk 0 that starts at `first`, or -1. */
export function trunkMobileEnd(run: NumberRun, first: number): number {
  if (run.text.charCodeAt(run.starts[first]!) !== 48) return -1;
  let key = 0;
  for (let last = first; last < run.count && last < first + 3; last++) {
    if (last > first && (run.separators[last]! & ~(SPACE | DASH)) !== 0) break;
    key = key * SHAPE_BASE + lengthOf(run, last);
    if (!MOBILE_SHAPES.has(key) || (last + 1 < run.count && run.separators[last + 1] !== SPACE)) continue;
    if (TRUNK_MOBILE.test(digitsOf(run, first, last))) return last;
  }
  return -1;
}
