import type { Report } from '../Found.js';
import {
  canEnd,
  canStart,
  DASH,
  digitsOf,
  lengthOf,
  type NumberRun,
  PAREN,
  SHAPE_BASE,
  SPACE,
  shape,
  WIDE,
} from '../NumberRun.js';

/** With 92 and 98, which some lists have, only in one piece: few see a number to call in them. */
const MOBILE = /^(?:(?:00)?86)?1[3-9]\d{9}$|^9[28]\d{9}$/;

/** How people write the eleven digits, after 86 or 0086 or without. `1-415-555-0132` is American. */
const ELEVEN = '11 3-4-4 3-8 7-4 4-4-3 4-3-4 3-3-5 3-5-3 5-6 5-3-3 1-1-1-1-1-1-1-1-1-1-1'.split(' ');
const SHAPES = new Set(
  [
    ...ELEVEN,
    ...ELEVEN.map((eleven) => `2-${eleven}`),
    ...ELEVEN.map((eleven) => `4-${eleven}`),
    '13',
    '15',
    '5-4-4',
    '5-8',
  ].map(shape),
);

/** An amount of money, not a number to call. */
const CURRENCY = /[$€£¥]\s?$/;

/** Reports mobile numbers of mainland China, with or without +86, in one piece or in groups. */
export function findCnMobiles(run: NumberRun, report: Report): void {
  const { text } = run;
  for (let first = 0; first < run.count; first++) {
    let start = run.starts[first]!;
    // 1, 86 or 0086; 92 or 98.
    const head = text.charCodeAt(start);
    if (head !== 49 && head !== 56 && head !== 48 && (head !== 57 || lengthOf(run, first) !== 11)) continue;
    if (!canStart(run, first)) continue;
    let length = 0;
    let key = 0;
    for (let last = first; last < run.count; last++) {
      // More groups are a list of numbers, unless there is nothing else in it.
      if (first > 0 && last - first > 4) break;
      if (last > first && (run.separators[last]! & ~(SPACE | DASH | PAREN | WIDE)) !== 0) break;
      length += lengthOf(run, last);
      key = key * SHAPE_BASE + lengthOf(run, last);
      if (length > 15) break;
      if (length < 11 || length % 2 === 0 || !SHAPES.has(key) || !canEnd(run, last)) continue;
      if (!MOBILE.test(digitsOf(run, first, last))) continue;
      if (CURRENCY.test(text.slice(Math.max(0, start - 2), start))) continue;
      if (length > 11) while (text.charCodeAt(start - 1) === 43 || text.charCodeAt(start - 1) === 40) start--;
      report('cn-mobile', start, run.ends[last]!);
      first = last;
      break;
    }
  }
}
