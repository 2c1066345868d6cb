import type { Report } from '../Found.js';
import {
  canEnd,
  canStart,
  DASH,
  DOT,
  digitsOf,
  lengthOf,
  type NumberRun,
  SHAPE_BASE,
  SPACE,
  shape,
  WIDE,
} from '../NumberRun.js';

/**
 * Visa, Mastercard, American Express, Diners, Discover, JCB, UnionPay, Maestro, Mir, Troy: prefixes and lengths. One
 * number in ten has a valid check digit, so the prefix must be right too, unless the text says that it is a card.
 */
const ISSUER =
  /^(?:4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|3(?:0[0-5]|095|[689]\d)\d{11,16}|35\d{14,17}|(?:1800|2131)\d{11}|220[0-4]\d{12,15}|9792\d{12}|8[12]\d{14,17}|(?:5[0678]|6\d)\d{10,17})$/;

/** Not `[CARD]`, which we write ourselves. */
const NAMED = /(?:(?<!\[)\b(?:card|cc|visa|master-?card|maestro|amex|debit|credit|pan)\b|卡)[^\d\n]{0,24}$/i;

/** How cards are printed, when more digits may stand beside them. */
const PRINTED = new Set(['4-4-4-4', '4-6-5', '4-6-4', '4-4-4-4-3'].map(shape));

/** Luhn, ISO/IEC 7812-1. */
function hasValidCheckDigit(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    sum += i % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2;
  }
  return sum % 10 === 0;
}

function isNamed(run: NumberRun, group: number): boolean {
  const start = run.starts[group]!;
  return NAMED.test(run.text.slice(Math.max(0, start - 40), start));
}

/**
 * Reports the card numbers among the groups of `run`: valid check digit, and a known issuer or words that say so.
 */
export function findCards(run: NumberRun, report: Report): void {
  const end = run.count - 1;
  for (let first = 0; first <= end; first++) {
    if (!canStart(run, first)) continue;
    let length = 0;
    let key = 0;
    let between = 0;
    for (let last = first; last <= end; last++) {
      // More groups than any card has are a list, unless there is nothing else in it.
      if (first > 0 && last - first > 4) break;
      if (last > first) between |= run.separators[last]!;
      key = key * SHAPE_BASE + lengthOf(run, last);
      length += lengthOf(run, last);
      if (length > 19) break;
      if (length < 12 || !isWritten(first, last, end, key, between) || !canEnd(run, last)) continue;
      const digits = digitsOf(run, first, last);
      if (hasValidCheckDigit(digits) && (ISSUER.test(digits) || isNamed(run, first))) {
        report('card', run.starts[first]!, run.ends[last]!);
        // Nothing longer from the same group; the next card starts behind this one.
        first = last;
        break;
      }
    }
  }
}

/** Whether people group a card so: in one piece, as printed, or in any way when nothing else stands there. */
function isWritten(first: number, last: number, end: number, key: number, between: number): boolean {
  if (first === last) return true;
  if (last - first < 5 && PRINTED.has(key)) return (between & ~(SPACE | DASH | DOT | WIDE)) === 0;
  // Dots in any other place are those of decimals.
  return first === 0 && last === end && (between & ~(SPACE | DASH | WIDE)) === 0;
}
