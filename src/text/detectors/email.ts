import { isAlphanumeric, isDigit, isLetter } from '../characters.js';
import type { Report } from '../Found.js';

/** RFC 5321 allows 64; more is no address, but somebody's data all the same. */
const MAX_LOCAL = 128;
const MAX_DOMAIN = 255;

/** Latin with accents, Greek, Cyrillic. Not Chinese, which stands before an address without a space. */
const isForeignLetter = (code: number) => code >= 0xc0 && code <= 0x52f && code !== 0xd7 && code !== 0xf7;
const isIdeograph = (code: number) => code >= 0x3040 && code <= 0xd7ff;

// . _ % + - ' & ~ ! $ ^ # *: what RFC 5321 allows, less what code, URLs and tables put around an address.
const LOCAL_MARKS = new Set("._%+-'&~!$^#*".split('').map((mark) => mark.charCodeAt(0)));
const isLocal = (code: number) => isAlphanumeric(code) || LOCAL_MARKS.has(code) || isForeignLetter(code);
const isDomain = (code: number) =>
  isAlphanumeric(code) || code === 46 || code === 45 || code === 95 || isForeignLetter(code);

/** `git@host:path` and the like name a server's account, not a person. */
const SERVICE_ACCOUNT = /^(?:git|hg|svn)$/i;
/** `logo@2x.png`. */
const DENSITY_SUFFIX = /^\d(?:\.\d)?x\./i;

function localStart(text: string, at: number, floor: number): number {
  const least = Math.max(floor, at - MAX_LOCAL);
  if (text.charCodeAt(at - 1) === 34) {
    // "quoted"@example.com
    let open = at - 2;
    while (open >= least && isLocal(text.charCodeAt(open))) open--;
    return open >= least && open < at - 2 && text.charCodeAt(open) === 34 ? open : at;
  }
  let start = at;
  while (start > least && isLocal(text.charCodeAt(start - 1))) start--;
  // Quotes and stars around it are the text's, not the address's.
  while (start < at) {
    const code = text.charCodeAt(start);
    if (isAlphanumeric(code) || isForeignLetter(code) || code === 95 || code === 43) break;
    start++;
  }
  return start;
}

/** The end of the domain that starts at `from`, or -1. */
function domainEnd(text: string, from: number, ideographs: boolean): number {
  const most = Math.min(text.length, from + MAX_DOMAIN);
  let end = from;
  while (end < most) {
    const code = text.charCodeAt(end);
    if (!isDomain(code) && !(ideographs && isIdeograph(code))) break;
    end++;
  }
  while (
    end > from &&
    !isAlphanumeric(text.charCodeAt(end - 1)) &&
    !isForeignLetter(text.charCodeAt(end - 1))
  ) {
    end--;
  }
  const domain = text.slice(from, end);
  const dot = domain.lastIndexOf('.');
  if (dot < 1 || domain.charCodeAt(0) === 46 || domain.charCodeAt(0) === 45) return -1;
  const top = domain.slice(dot + 1);
  if (top.length < 2 || top.length > 63) return -1;
  if (!/^xn--/i.test(top)) {
    for (let i = 0; i < top.length; i++) {
      const code = top.charCodeAt(i);
      if (!isLetter(code) && !isForeignLetter(code)) return -1;
    }
  }
  // A call, as in `a@b.dot(c)`.
  if (text.charCodeAt(end) === 40) return -1;
  return end;
}

/** Finds e-mail addresses: the local part may have accents, the domain any script. One pass from `@` to `@`. */
export function findEmails(text: string, report: Report): void {
  let floor = 0;
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    const start = localStart(text, at, floor);
    if (start === at) continue;
    let end = domainEnd(text, at + 1, false);
    if (end === -1) end = domainEnd(text, at + 1, true);
    if (end === -1) continue;
    if (text.charCodeAt(end) === 58 && SERVICE_ACCOUNT.test(text.slice(start, at))) continue;
    if (isDigit(text.charCodeAt(at + 1)) && DENSITY_SUFFIX.test(text.slice(at + 1, at + 6))) continue;
    report('email', start, end);
    floor = end;
  }
}
