import { loadLater } from './loadLater.js';
import { canEnd, digitsOf, type NumberRun, SLASH } from './NumberRun.js';

interface Numbering {
  selectNumberingPlan(callingCode: string): void;
  readonly numberingPlan?: { possibleLengths(): readonly number[] };
}

interface PhoneLibrary {
  readonly Metadata: new () => Numbering;
}

/** By calling code: at most three digits, so they are few. */
const lengths = new Map<string, readonly number[]>();

/** The lengths that numbers behind a calling code can have; nothing for a code that nobody has. */
function possibleLengths(callingCode: string): readonly number[] {
  let known = lengths.get(callingCode);
  if (known === undefined) {
    known = readLengths(callingCode);
    lengths.set(callingCode, known);
  }
  return known;
}

function readLengths(callingCode: string): readonly number[] {
  const { Metadata } = loadLater<PhoneLibrary>('libphonenumber-js/min');
  const metadata = new Metadata();
  try {
    metadata.selectNumberingPlan(callingCode);
  } catch {
    return [];
  }
  return metadata.numberingPlan?.possibleLengths() ?? [];
}

/**
 * Whether `digits`, after plus or 00, are a calling code and as many digits as its numbers can have, give or take
 * `slack`.
 */
function isPossible(digits: string, slack: number): boolean {
  // 1 and 7 are whole codes; the others have two or three digits, and none begins another.
  const isShort = digits.startsWith('1') || digits.startsWith('7');
  for (let length = isShort ? 1 : 2; length <= (isShort ? 1 : 3); length++) {
    const lengths = possibleLengths(digits.slice(0, length));
    if (lengths.length === 0) continue;
    const rest = digits.length - length;
    if (slack > 0) return rest >= lengths[0]! - slack && rest <= lengths.at(-1)! + slack;
    // People leave the trunk 0 where it does not belong, as in `+44 (0)20`.
    return lengths.includes(rest) || (digits[length] === '0' && lengths.includes(rest - 1));
  }
  return false;
}

/** The last group of the international number that starts at group `first`, the longest that is possible; or -1. */
export function internationalEnd(run: NumberRun, first: number): number {
  let last = first;
  let length = 0;
  let reach = -1;
  // 15 digits by E.164, 00 before them and a trunk 0 among them.
  for (; last < run.count; last++) {
    if (last > first && (run.separators[last]! & SLASH) !== 0) break;
    length += run.ends[last]! - run.starts[last]!;
    if (length > 18) break;
    reach = last;
  }
  const farthest = reach;
  for (; reach >= first; reach--) {
    const digits = digitsOf(run, first, reach).replace(/^00/, '');
    if (digits.length < 8) break;
    if (canEndBefore(run, reach) && isPossible(digits, 0)) return reach;
  }
  // Countries lengthen their numbers, and old ones live on in texts: one digit off is still a number to hide, and two
  // where they stand in one piece.
  const all = digitsOf(run, first, farthest);
  if (farthest !== run.count - 1 || all.length < 8 || all.startsWith('00') || !canEndBefore(run, farthest))
    return -1;
  return isPossible(all, first === farthest ? 2 : 1) ? farthest : -1;
}

/** An extension such as `x565` may follow at once. */
function canEndBefore(run: NumberRun, last: number): boolean {
  return canEnd(run, last) || /^x\d/i.test(run.text.slice(run.ends[last]!, run.ends[last]! + 2));
}
