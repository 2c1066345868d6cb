import { isAlphanumeric, isDigit, isForeignLetter, isIdeograph } from './characters.js';

/** RFC 5321 allows 64; more is no address, but somebody's data all the same. */
const MAX_LOCAL = 128;
const MAX_IDEOGRAPHS = 16;

// . _ % + - ' & ~ ! $ ^ # *: what RFC 5321 allows, less what code, URLs and tables put around an address.
const LOCAL_MARKS = new Set("._%+-'&~!$^#*".split('').map((mark) => mark.charCodeAt(0)));
const isLocal = (code: number) => isAlphanumeric(code) || LOCAL_MARKS.has(code) || isForeignLetter(code);
const isSmallOrDigit = (code: number) => (code >= 97 && code <= 122) || isDigit(code);

/** `"ann lee"@example.com`: between quotes nearly anything may stand, but another such quote begins with a word. */
function quotedStart(text: string, at: number, least: number): number {
  let open = at - 2;
  while (open >= least) {
    const code = text.charCodeAt(open);
    if (code === 34 && text.charCodeAt(open - 1) !== 92) break;
    if (code < 32) return at;
    open--;
  }
  if (open < least || open === at - 2) return at;
  const before = text.charCodeAt(open - 1);
  return isAlphanumeric(before) || isForeignLetter(before) ? at : open;
}

/** Where a local part of ideographs begins that has its place to itself, or `at`: in a sentence nothing would end it. */
function ideographStart(text: string, at: number, least: number): number {
  let start = at;
  while (start > least && (isIdeograph(text.charCodeAt(start - 1)) || isLocal(text.charCodeAt(start - 1))))
    start--;
  const before = text.charCodeAt(start - 1);
  const isApart = start === 0 || before <= 32 || ':<("\'['.includes(text[start - 1]!);
  return isApart && at - start <= MAX_IDEOGRAPHS ? start : at;
}

/**
 * Where the local part of an address begins whose `@` stands at `at`, at `floor` and not before; `at` when there is none.
 *
 * @param end Where the address ends.
 */
export function localStart(text: string, at: number, end: number, floor: number): number {
  const least = Math.max(floor, at - MAX_LOCAL);
  const last = text.charCodeAt(at - 1);
  if (last === 34) return quotedStart(text, at, least);
  if (isIdeograph(last)) return ideographStart(text, at, least);
  let start = at;
  while (start > least) {
    if (isLocal(text.charCodeAt(start - 1))) start--;
    else if (isOneAmongLetters(text, start - 1)) start -= 2;
    else break;
  }
  start = Math.max(start, least);
  // Quotes and stars around it are the text's, not the address's.
  while (start < at) {
    const code = text.charCodeAt(start);
    if (isAlphanumeric(code) || isForeignLetter(code) || code === 95 || code === 43) break;
    start++;
  }
  return start === at ? at : barredStart(text, start, end, least);
}

/** One ideograph between two small letters is part of a name: `m\u7aefller`. */
function isOneAmongLetters(text: string, at: number): boolean {
  if (!isIdeograph(text.charCodeAt(at))) return false;
  return isSmallOrDigit(text.charCodeAt(at - 1)) && isSmallOrDigit(text.charCodeAt(at + 1));
}

/** `test|ann@example.com`, unless the bars are those of a table. Where it begins, or `start`. */
function barredStart(text: string, start: number, end: number, least: number): number {
  if (text.charCodeAt(start - 1) !== 124 || text.charCodeAt(end) === 124) return start;
  let first = start - 1;
  while (first > least && isSmallOrDigit(text.charCodeAt(first - 1))) first--;
  const isApart = first === 0 || text.charCodeAt(first - 1) <= 32 || text.charCodeAt(first - 1) === 60;
  return isApart && first < start - 1 ? first : start;
}
