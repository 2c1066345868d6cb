import type { Report } from '../Found.js';
import { canEnd, canStart, DASH, DOT, digitsOf, type NumberRun, SPACE, shapeOf, WIDE } from '../NumberRun.js';

/** Visa, Mastercard, American Express, Diners, Discover, JCB, UnionPay, Maestro, Mir, Troy: prefixes and lengths. */
const ISSUER =
  /^(?:4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|3(?:0[0-5]|095|[689]\d)\d{11,16}|35(?:2[89]|[3-8]\d)\d{12,15}|(?:1800|2131)\d{11}|220[0-4]\d{12,15}|9792\d{12}|8[12]\d{14,17}|(?:5[0678]|6\d)\d{10,17})$/;

/** How cards are printed, when more digits may stand beside them. */
const PRINTED = new Set(['4-4-4-4', '4-6-5', '4-6-4', '4-4-4-4-3']);

/** Luhn, ISO/IEC 7812-1. */
function hasValidCheckDigit(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    sum += i % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2;
  }
  return sum % 10 === 0;
}

function areAll(run: NumberRun, first: number, last: number, allowed: number): boolean {
  for (let group = first + 1; group <= last; group++) {
    if ((run.separators[group]! & ~allowed) !== 0) return false;
  }
  return true;
}

/** Reports the card numbers among the groups of `run`: known issuer, right length, valid check digit. */
export function findCards(run: NumberRun, report: Report): void {
  for (let first = 0; first < run.count; first++) {
    if (!canStart(run, first)) continue;
    let length = 0;
    for (let last = first; last < run.count && last < first + 19; last++) {
      length += run.ends[last]! - run.starts[last]!;
      if (length > 19) break;
      if (length < 12) continue;
      const whole = first === 0 && last === run.count - 1;
      if (last > first) {
        const printed = PRINTED.has(shapeOf(run, first, last));
        // Dots in any other place are those of decimals.
        if (printed ? !areAll(run, first, last, SPACE | DASH | DOT | WIDE) : !whole) continue;
        if (!printed && !areAll(run, first, last, SPACE | DASH | WIDE)) continue;
      }
      if (!canEnd(run, last)) continue;
      const digits = digitsOf(run, first, last);
      if (ISSUER.test(digits) && hasValidCheckDigit(digits)) {
        report('card', run.starts[first]!, run.ends[last]!);
        // Nothing shorter or longer from the same group; the next card starts behind this one.
        first = last;
        break;
      }
    }
  }
}
