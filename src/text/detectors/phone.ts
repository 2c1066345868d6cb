import { americanEnd } from '../americanEnd.js';
import { isAlphanumeric } from '../characters.js';
import { endsIban } from '../endsIban.js';
import type { Report } from '../Found.js';
import { internationalEnd } from '../internationalEnd.js';
import { isByTwos } from '../isByTwos.js';
import {
  canEnd,
  canStart,
  DASH,
  DOT,
  digitsOf,
  lengthOf,
  type NumberRun,
  SLASH,
  SPACE,
  WIDE,
} from '../NumberRun.js';
import { phoneCue } from '../phoneCues.js';
import { isTrunkMobile, trunkMobileEnd } from '../trunkMobileEnd.js';

const BRAZILIAN_MOBILE = /^0?[1-9]\d9\d{8}$/;
const DATE =
  /^(?:(?:19|20)\d\d[-/. ](?:0?[1-9]|1[0-2])[-/. ]|(?:0?[1-9]|[12]\d|3[01])[-/. ](?:0?[1-9]|[12]\d|3[01])[-/. ](?:19|20)\d\d)/;
/** `1 000 000`, but not `0 123 456`. */
const THOUSANDS = /^[1-9]\d{0,2}(?:[ .]000)+$/;
const EXTENSION = /^ ?(?:x|ext\.?|extension|#|分机|转) ?\d{1,6}(?![A-Za-z0-9_])/i;
const MONEY = /[$€£¥]\s?$/;

/** Where a number begins, with the bracket or plus that belongs to it. */
function withOpening(text: string, start: number): number {
  return text.charCodeAt(start - 1) === 40 ? start - 1 : start;
}

function withExtension(text: string, end: number): number {
  return end + (EXTENSION.exec(text.slice(end, end + 20))?.[0].length ?? 0);
}

/** Whether the groups can be those of one number: no decimals among them, no negative numbers, no list. */
function isOneNumber(run: NumberRun): boolean {
  if (run.count > 7) return false;
  let between = 0;
  for (let group = 1; group < run.count; group++) {
    const separator = run.separators[group]!;
    if (separator === (SPACE | DASH | WIDE) || ((separator & SLASH) !== 0 && group > 1)) return false;
    between |= separator;
  }
  return (between & DOT) === 0 || between === DOT;
}

/** `010-12345678`, `030 1234567`: an area code and the rest in one piece, as fixed lines are written. */
function hasAreaCode(run: NumberRun): boolean {
  return run.count === 2 && lengthOf(run, 0) === 3 && lengthOf(run, 1) >= 7;
}

/** `0.123456789` and `000-12-3456`, a decimal and a social security number that was never given out. */
function isOther(run: NumberRun): boolean {
  if (run.count === 2) return lengthOf(run, 0) === 1 && run.separators[1] === DOT;
  return run.count === 3 && lengthOf(run, 0) === 3 && lengthOf(run, 1) === 2 && lengthOf(run, 2) === 4;
}

/** A number as written inside its country, taken as one: the whole run. */
function readNational(run: NumberRun, report: Report): void {
  const { text, starts, ends, count, digits: length } = run;
  if (length < 7 || length > 15 || !canStart(run, 0) || !canEnd(run, count - 1)) return;
  if (count > 1 && !isOneNumber(run)) return;
  const start = withOpening(text, starts[0]!);
  const end = ends[count - 1]!;
  const written = text.slice(start, end);
  if (DATE.test(written) || THOUSANDS.test(written) || MONEY.test(text.slice(Math.max(0, start - 2), start)))
    return;
  const digits = digitsOf(run, 0, count - 1);
  const isSeparated = count > 1 || start < starts[0]!;
  // Short and bare it may be a count.
  const cue = phoneCue(text, start, end, !isSeparated && length < 9 && !digits.startsWith('0'));
  const isMobile =
    (isTrunkMobile(digits) && !hasAreaCode(run)) ||
    (BRAZILIAN_MOBILE.test(digits) && count > 1) ||
    isByTwos(run);
  const isNamed = cue === 'phone' || cue === 'mobile' || cue === 'landline';
  const full = withExtension(text, end);
  if (cue !== 'other') {
    if (isMobile && cue !== 'landline' && count < 6) report('phone', start, full);
    else if (isNamed) report('phone', start, full);
  }
  const looksFixed = digits.startsWith('0') && isSeparated && length >= 9 && length <= 12 && !isOther(run);
  const isBracketed = written.startsWith('(') && /^\(\d{2,4}\) ?\d{3,5}[- ]\d{3,4}$/.test(written);
  if (
    cue === 'landline' ||
    (cue !== 'mobile' && cue !== 'other' && !isMobile && (looksFixed || isBracketed || isNamed))
  ) {
    report('landline', start, full);
  }
}

/** Whether a plus or 00 begins an international number at this group; the offset where it begins, or -1. */
function internationalStart(run: NumberRun, group: number): number {
  const { text } = run;
  let at = run.starts[group]!;
  if (text.charCodeAt(at - 1) === 40) at--;
  if (text.charCodeAt(at - 1) === 43) return isAlphanumeric(text.charCodeAt(at - 2)) ? -1 : at - 1;
  const start = run.starts[group]!;
  if (text.charCodeAt(start) !== 48 || text.charCodeAt(start + 1) !== 48 || lengthOf(run, group) < 3)
    return -1;
  return text.charCodeAt(start + 2) !== 48 && canStart(run, group) ? start : -1;
}

/**
 * Reports phone numbers among the groups of `run`: `phone` for international, American and mobile ones, and for
 * any that the words around it call so; `landline` for the fixed lines of a country. What could be either is
 * reported as both.
 */
export function findPhones(run: NumberRun, report: Report): void {
  if (endsIban(run)) return;
  let found = false;
  for (let first = 0; first < run.count; first++) {
    const start = internationalStart(run, first);
    let last = start === -1 ? -1 : internationalEnd(run, first);
    if (last !== -1) {
      report('phone', start, withExtension(run.text, run.ends[last]!));
    } else if (canStart(run, first)) {
      last = americanEnd(run, first);
      if (last === -1) last = trunkMobileEnd(run, first);
      if (last === -1 || !canEndOrExtend(run, last)) continue;
      const begin = withOpening(run.text, withCountry(run, first));
      if (phoneCue(run.text, begin, run.ends[last]!) === 'other') continue;
      report('phone', begin, withExtension(run.text, run.ends[last]!));
    } else continue;
    found = true;
    first = last;
  }
  if (!found) readNational(run, report);
}

/** `91-415-555-0132`: the country stands before it, with the same separator. */
function withCountry(run: NumberRun, first: number): number {
  const joined = first === 1 && run.separators[1] === DASH && run.ends[0]! - run.starts[0]! <= 3;
  return run.starts[joined ? 0 : first]!;
}

function canEndOrExtend(run: NumberRun, last: number): boolean {
  return canEnd(run, last) || withExtension(run.text, run.ends[last]!) > run.ends[last]!;
}
