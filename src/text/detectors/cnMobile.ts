import type { Report } from '../Found.js';
import {
  canEnd,
  canStart,
  DASH,
  digitsOf,
  type NumberRun,
  PAREN,
  SPACE,
  shapeOf,
  WIDE,
} from '../NumberRun.js';

const MOBILE = /^(?:(?:00)?86)?1[3-9]\d{9}$/;
/** How people write the eleven digits. `1-415-555-0132` is American. */
const SHAPE =
  /^(?:(?:86|0086|2|4)-)?(?:11|13|15|3-4-4|3-8|7-4|4-4-3|4-3-4|3-3-5|3-5-3|5-6|5-3-3|5-4-4|5-8|(?:1-){10}1)$/;
/** An amount of money, not a number to call. */
const CURRENCY = /[$€£¥]\s?$/;

/** Reports mobile numbers of mainland China, with or without +86, in one piece or in groups. */
export function findCnMobiles(run: NumberRun, report: Report): void {
  for (let first = 0; first < run.count; first++) {
    if (!canStart(run, first)) continue;
    let length = 0;
    for (let last = first; last < run.count; last++) {
      if (last > first && (run.separators[last]! & ~(SPACE | DASH | PAREN | WIDE)) !== 0) break;
      length += run.ends[last]! - run.starts[last]!;
      if (length > 15) break;
      if (length < 11 || !canEnd(run, last) || !SHAPE.test(shapeOf(run, first, last))) continue;
      const digits = digitsOf(run, first, last);
      if (!MOBILE.test(digits)) continue;
      let start = run.starts[first]!;
      if (CURRENCY.test(run.text.slice(Math.max(0, start - 2), start))) continue;
      if (digits.length > 11) while ('+('.includes(run.text[start - 1] ?? ' ')) start--;
      report('cn-mobile', start, run.ends[last]!);
      first = last;
      break;
    }
  }
}
