import { isIPv6 } from 'node:net';
import { isAlphanumeric, isDigit, isHexLetter, isLetter } from '../characters.js';
import type { Report } from '../Found.js';
import { canEnd, DOT, lengthOf, type NumberRun, SLASH } from '../NumberRun.js';

/** `1.2.3.4` after one of these is a version or a heading. */
const NO_ADDRESS = /(?:\bv|version|ver\.?|release|section|chapter|build|§|版本|章|节)\s{0,2}[:=]?\s{0,2}$/i;

function isByte(run: NumberRun, group: number): boolean {
  const length = lengthOf(run, group);
  if (length > 3) return false;
  const start = run.starts[group]!;
  if (length > 1 && run.text.charCodeAt(start) === 48) return false;
  return length < 3 || Number(run.text.slice(start, start + 3)) < 256;
}

/** Reports IPv4 addresses, with their `/24` if they have one. */
export function findIpv4(run: NumberRun, report: Report): void {
  const { text, starts, ends, separators } = run;
  for (let first = 0; first + 3 < run.count; first++) {
    if (separators[first + 1] !== DOT || separators[first + 2] !== DOT || separators[first + 3] !== DOT)
      continue;
    if (separators[first] === DOT) continue;
    if (!isByte(run, first) || !isByte(run, first + 1) || !isByte(run, first + 2) || !isByte(run, first + 3))
      continue;
    const start = starts[first]!;
    const before = text.charCodeAt(start - 1);
    if (before === 46 || before === 95 || isLetter(before)) continue;
    let last = first + 3;
    if (last + 1 < run.count && separators[last + 1] === SLASH && lengthOf(run, last + 1) <= 2) last++;
    if (!canEnd(run, last) || NO_ADDRESS.test(text.slice(Math.max(0, start - 12), start))) continue;
    report('ip', start, ends[last]!);
    first = last;
  }
}

/** The longest there is, with an IPv4 part and a zone. */
const MAX_IPV6 = 64;

const isIpv6Part = (code: number) => isDigit(code) || isHexLetter(code) || code === 58 || code === 46;

/** `::` is an address where the words say so and nothing follows; elsewhere it belongs to C++ and Haskell. */
const UNSPECIFIED =
  /(?:\b(?:ip|ipv6|inet6|addr|address|addresses|unspecified|listen|listens|listening|bind|host|src|dst|gateway)\b[\s:=]{0,3}|=\s?)$/i;

function isUnspecified(text: string, start: number): boolean {
  if (!/^(?:\/\d|\s*$|\s*[.,;)\]"'\n]|\s+\w+=)/.test(text.slice(start + 2, start + 12))) return false;
  return UNSPECIFIED.test(text.slice(Math.max(0, start - 16), start));
}

/** Finds IPv6 addresses, with zone or prefix length. Two words without a digit are read as code, such as `a::b`. */
export function findIpv6(text: string, report: Report): void {
  let floor = 0;
  for (let colon = text.indexOf(':'); colon !== -1; colon = text.indexOf(':', floor)) {
    let start = colon;
    while (start > floor && isIpv6Part(text.charCodeAt(start - 1))) start--;
    let end = colon;
    while (isIpv6Part(text.charCodeAt(end))) end++;
    floor = Math.max(end, colon + 1);
    while (end > start && (text.charCodeAt(end - 1) === 46 || text.charCodeAt(end - 1) === 58)) {
      if (text.charCodeAt(end - 2) === 58 && text.charCodeAt(end - 1) === 58) break;
      end--;
    }
    if (
      text.charCodeAt(start) === 58 &&
      (text.charCodeAt(start + 1) !== 58 || text.charCodeAt(start + 2) === 58)
    ) {
      // The colon of «address:2001:db8::1»; without a word before it there is a part missing.
      if (start === 0 || text.charCodeAt(start - 1) <= 32) continue;
      start++;
    }
    if (end - start === 2 && isUnspecified(text, start)) report('ip', start, end);
    if (end - start < 3 || end - start > MAX_IPV6) continue;
    if (isAlphanumeric(text.charCodeAt(start - 1)) || isAlphanumeric(text.charCodeAt(end))) continue;
    const address = text.slice(start, end);
    if (address.indexOf(':') === address.lastIndexOf(':')) continue;
    if ((!/\d/.test(address) && !/\w:+\w+:+\w/.test(address)) || !isIPv6(address)) continue;
    const rest = /^(?:%[\w.-]{1,32}(?![\w.-]))?(?:\/\d{1,3}(?!\d))?/.exec(text.slice(end, end + 40));
    report('ip', start, end + (rest?.[0].length ?? 0));
  }
}
