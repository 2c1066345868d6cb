import type { Report } from '../Found.js';
import { canEnd, canStart, DASH, DOT, digitsOf, lengthOf, type NumberRun, SPACE } from '../NumberRun.js';

/** What the Social Security Administration never gives out: 000, 666, 9xx; 00; 0000. */
const GIVEN_OUT = /^(?!000|666|9)\d{3}(?!00)\d{2}(?!0000)\d{4}$/;
/** Not `[SSN]`, which we write ourselves. */
const NAMED = /(?:(?<!\[)\bssn|social security|社会(?:安全|保障)号码?)[^\d\n]{0,20}$/i;

/** Whether the three groups from `first` are 3-2-4 digits with equal separators, and no part of a longer number. */
function isWritten(run: NumberRun, first: number): boolean {
  if (first + 2 >= run.count || lengthOf(run, first + 1) !== 2 || lengthOf(run, first + 2) !== 4)
    return false;
  const separator = run.separators[first + 1]!;
  if (separator !== run.separators[first + 2]) return false;
  if (separator !== SPACE && separator !== DASH && separator !== DOT) return false;
  if (first > 0 && run.separators[first] === separator) return false;
  if (first + 3 < run.count && run.separators[first + 3] === separator) return false;
  return canStart(run, first) && canEnd(run, first + 2);
}

/** Reports US social security numbers: `123-45-6789` with equal separators, bare ones only when the text says so. */
export function findSsns(run: NumberRun, report: Report): void {
  for (let group = 0; group < run.count; group++) {
    const start = run.starts[group]!;
    if (lengthOf(run, group) === 3 && isWritten(run, group)) {
      if (GIVEN_OUT.test(digitsOf(run, group, group + 2))) report('ssn', start, run.ends[group + 2]!);
    } else if (lengthOf(run, group) === 9 && canStart(run, group) && canEnd(run, group)) {
      if (!GIVEN_OUT.test(digitsOf(run, group, group))) continue;
      if (NAMED.test(run.text.slice(Math.max(0, start - 40), start))) report('ssn', start, start + 9);
    }
  }
}
