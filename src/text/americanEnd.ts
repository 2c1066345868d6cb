import { DASH, DOT, digitsOf, lengthOf, type NumberRun, SPACE } from './NumberRun.js';

/** North America: area code and exchange; the area never begins with 0 or 1. Perhaps with the 1 before it. */
const AMERICAN = /^1?[2-9]\d{9}$/;

/** The last group of an American number that starts at `first`, or -1. */
export function americanEnd(run: NumberRun, first: number): number {
  const head = first + (lengthOf(run, first) === 1 ? 1 : 0);
  const last = head + 2;
  if (last >= run.count) return -1;
  if (lengthOf(run, head) !== 3 || lengthOf(run, head + 1) !== 3 || lengthOf(run, last) !== 4) return -1;
  const middle = run.separators[head + 1]!;
  const final = run.separators[last]!;
  if ((final & ~(DASH | DOT | SPACE)) !== 0 || (middle === DOT && final !== DOT)) return -1;
  const digits = digitsOf(run, first, last);
  if (!AMERICAN.test(digits)) return -1;
  // Spaces alone make three numbers out of it, unless nothing else stands there.
  if (middle === SPACE && final === SPACE) {
    return first === 0 && last === run.count - 1 && digits.at(-7)! > '1' ? last : -1;
  }
  return last;
}
