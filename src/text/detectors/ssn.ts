import type { Report } from '../Found.js';
import { canEnd, canStart, DASH, DOT, digitsOf, type NumberRun, SPACE, shapeOf } from '../NumberRun.js';

/** What the Social Security Administration never gives out: 000, 666, 9xx; 00; 0000. */
const GIVEN_OUT = /^(?!000|666|9)\d{3}(?!00)\d{2}(?!0000)\d{4}$/;
const NAMED = /(?:\bssn|social security|社会(?:安全|保障)号码?)[^\d\n]{0,20}$/i;

/** Reports US social security numbers: `123-45-6789` with equal separators, bare ones only when the text says so. */
export function findSsns(run: NumberRun, report: Report): void {
  for (let group = 0; group < run.count; group++) {
    const length = run.ends[group]! - run.starts[group]!;
    if (length === 3 && group + 2 < run.count && shapeOf(run, group, group + 2) === '3-2-4') {
      const separator = run.separators[group + 1]!;
      if (separator !== run.separators[group + 2] || ![SPACE, DASH, DOT].includes(separator)) continue;
      // A longer number with the same separators is something else.
      if (group > 0 && run.separators[group] === separator) continue;
      if (group + 3 < run.count && run.separators[group + 3] === separator) continue;
      if (!canStart(run, group) || !canEnd(run, group + 2)) continue;
      if (GIVEN_OUT.test(digitsOf(run, group, group + 2))) {
        report('ssn', run.starts[group]!, run.ends[group + 2]!);
      }
    } else if (length === 9 && canStart(run, group) && canEnd(run, group)) {
      const start = run.starts[group]!;
      if (
        GIVEN_OUT.test(run.text.slice(start, start + 9)) &&
        NAMED.test(run.text.slice(Math.max(0, start - 40), start))
      ) {
        report('ssn', start, start + 9);
      }
    }
  }
}
