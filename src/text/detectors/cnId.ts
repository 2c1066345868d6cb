import { isAlphanumeric } from '../characters.js';
import type { Report } from '../Found.js';
import { canEnd, canStart, DOT, digitsOf, lengthOf, type NumberRun, SLASH } from '../NumberRun.js';

/** GB/T 2260: the provinces, Taiwan, Hong Kong, Macao, and 91 for abroad. */
const PROVINCES = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83 91'.split(
    ' ',
  ),
);

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** GB 11643: ISO 7064 MOD 11-2 over 17 digits. */
function checkCharacter(digits: string): string {
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += WEIGHTS[i]! * (digits.charCodeAt(i) - 48);
  return '10X98765432'[sum % 11]!;
}

function isBirthday(date: string): boolean {
  const year = Number(date.slice(0, 4));
  const month = Number(date.slice(4, 6));
  const day = Number(date.slice(6, 8));
  if (year < 1850 || year > 2099 || month < 1 || month > 12 || day < 1) return false;
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function isValid(digits: string, last: string): boolean {
  return (
    PROVINCES.has(digits.slice(0, 2)) && isBirthday(digits.slice(6, 14)) && checkCharacter(digits) === last
  );
}

/** As given out until 1999, and still in old papers: a birthday of six digits, and no check. */
const OLD = /^\d{6}(\d\d)(\d\d)(\d\d)\d{3}$/;

function isOld(digits: string): boolean {
  const born = OLD.exec(digits);
  return born !== null && isBirthday(`19${born[1]}${born[2]}${born[3]}`) && PROVINCES.has(digits.slice(0, 2));
}

/**
 * Reports the Chinese identity numbers among the groups of `run`: of 18 characters by province, birthday and check, of
 * 15 digits in one piece by province and birthday.
 */
export function findCnIds(run: NumberRun, report: Report): void {
  for (let first = 0; first < run.count; first++) {
    if (!canStart(run, first)) continue;
    if (lengthOf(run, first) === 15 && canEnd(run, first) && isOld(digitsOf(run, first, first))) {
      report('cn-id', run.starts[first]!, run.ends[first]!);
      continue;
    }
    let length = 0;
    for (let last = first; last < run.count; last++) {
      // More groups are a list of numbers, unless there is nothing else in it.
      if (first > 0 && last - first > 5) break;
      if (last > first && (run.separators[last]! & (DOT | SLASH)) !== 0) break;
      length += lengthOf(run, last);
      if (length > 18) break;
      if (length < 17) continue;
      if (last - first > 5 && last < run.count - 1) continue;
      const end = run.ends[last]!;
      if (length === 17) {
        const x = checkXEnd(run.text, end);
        if (x !== -1 && isValid(digitsOf(run, first, last), 'X')) report('cn-id', run.starts[first]!, x);
      } else if (canEnd(run, last)) {
        const digits = digitsOf(run, first, last);
        if (isValid(digits, digits[17]!)) report('cn-id', run.starts[first]!, end);
      }
    }
  }
}

/** Behind a check character X, perhaps after a separator; or -1. No digit, it is no part of the run. */
function checkXEnd(text: string, end: number): number {
  const code = text.charCodeAt(end);
  const x = code === 32 || code === 45 ? end + 1 : end;
  if ((text.charCodeAt(x) & 0xdf) !== 88) return -1;
  return isAlphanumeric(text.charCodeAt(x + 1)) ? -1 : x + 1;
}
