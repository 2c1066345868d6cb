import { isDigit, isHexLetter, isLetter } from './characters.js';

/** What stands between two groups of digits, as bits. */
export const SPACE = 1;
export const DASH = 2;
export const DOT = 4;
export const PAREN = 8;
export const SLASH = 16;
/** More than one character, such as `) ` or ` - `. */
export const WIDE = 32;

function separatorAt(text: string, at: number): number {
  switch (text.charCodeAt(at)) {
    case 32:
      return SPACE;
    case 45:
      return DASH;
    case 46:
      return DOT;
    case 40:
    case 41:
      return PAREN;
    case 47:
      return SLASH;
    default:
      return 0;
  }
}

/** Groups of digits that stand together with at most three separators between two of them: one number, or several. */
export interface NumberRun {
  text: string;
  /** Groups. */
  count: number;
  /** Digits in all. */
  digits: number;
  readonly starts: number[];
  readonly ends: number[];
  /** What stands before each group; 0 before the first. */
  readonly separators: number[];
}

/** Skips prose several times faster than a loop over the characters does. */
const DIGIT = /[0-9]/g;

/** One for all texts: to make it anew costs a short one more than to read it. */
const RUN: NumberRun = { text: '', count: 0, digits: 0, starts: [], ends: [], separators: [] };

/** Visits the runs of `text` in order. The run is reused: keep nothing of it, and visit nothing else meanwhile. */
export function eachNumberRun(text: string, leastDigits: number, visit: (run: NumberRun) => void): void {
  const run = RUN;
  const { starts, ends, separators } = run;
  run.text = text;
  DIGIT.lastIndex = 0;
  while (DIGIT.test(text)) {
    let at = DIGIT.lastIndex - 1;
    run.count = 0;
    run.digits = 0;
    let between = 0;
    for (;;) {
      const start = at;
      do at++;
      while (isDigit(text.charCodeAt(at)));
      starts[run.count] = start;
      ends[run.count] = at;
      separators[run.count] = between;
      run.count++;
      run.digits += at - start;

      let next = at;
      between = 0;
      while (next < at + 3) {
        const separator = separatorAt(text, next);
        if (separator === 0) break;
        between |= separator;
        next++;
      }
      if (between === 0 || !isDigit(text.charCodeAt(next))) break;
      if (next > at + 1) between |= WIDE;
      at = next;
    }
    if (run.digits >= leastDigits) visit(run);
    DIGIT.lastIndex = at;
  }
  run.text = '';
}

/** The digits of the groups `first` to `last`. */
export function digitsOf(run: NumberRun, first: number, last: number): string {
  let digits = '';
  for (let group = first; group <= last; group++)
    digits += run.text.slice(run.starts[group], run.ends[group]);
  return digits;
}

/** The lengths of groups, `3-2-4`, as one number: the shape of so far, times this, plus the next length. */
export const SHAPE_BASE = 20;

/** A shape from its spelling. Up to twelve groups of up to 19 digits. */
export function shape(lengths: string): number {
  return lengths.split('-').reduce((key, length) => key * SHAPE_BASE + Number(length), 0);
}

/** Digits in a group. */
export function lengthOf(run: NumberRun, group: number): number {
  return run.ends[group]! - run.starts[group]!;
}

/**
 * Whether a number may start at this group: not in the fraction of a decimal and not in a hash or a name such
 * as `u1180013`. Glued to a plain word, as in `is4155550132`, it may.
 */
export function canStart(run: NumberRun, group: number): boolean {
  if (group > 0) return run.separators[group] !== DOT;
  const { text } = run;
  const start = run.starts[0]!;
  let at = start - 1;
  const before = text.charCodeAt(at);
  if (before === 46) return !isDigit(text.charCodeAt(at - 1));
  if (!isLetter(before)) return true;
  let isWord = false;
  while (start - at < 16 && isLetter(text.charCodeAt(at))) {
    if (!isHexLetter(text.charCodeAt(at))) isWord = true;
    at--;
  }
  return isWord && start - at > 2 && !isDigit(text.charCodeAt(at)) && !isLetter(text.charCodeAt(at));
}

/** Whether a number may end with this group: no decimals and no letters follow. */
export function canEnd(run: NumberRun, group: number): boolean {
  if (group < run.count - 1) return run.separators[group + 1] !== DOT;
  const after = run.text.charCodeAt(run.ends[group]!);
  return !isLetter(after) && after !== 95;
}
