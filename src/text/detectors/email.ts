import { isAlphanumeric, isDigit, isForeignLetter, isIdeograph, isLetter } from '../characters.js';
import type { Report } from '../Found.js';
import { localStart } from '../localStart.js';

const MAX_DOMAIN = 255;

const isDomain = (code: number) =>
  isAlphanumeric(code) || code === 46 || code === 45 || code === 95 || isForeignLetter(code);

/** `git@host:path` and the like name a server's account, not a person. */
const SERVICE_ACCOUNT = /^(?:git|hg|svn)$/i;
/** `logo@2x.png`. */
const DENSITY_SUFFIX = /^\d(?:\.\d)?x\./i;

/** Top-level domains in ideographs, by name: nothing else would part them from the sentence that goes on. */
const IDEOGRAPHIC =
  /^[^.]+(?:\.[^.]+)*?\.(?:中国|中國|公司|网络|網絡|商城|网站|集团|在线|中文网|企业|广告|公益|政务|移动|手机|商店|香港|台湾|台灣|新加坡|한국|닷컴|みんな|コム)/;

/** The end of the domain that starts at `from`, or -1. */
function domainEnd(text: string, from: number, ideographs: boolean): number {
  const most = Math.min(text.length, from + MAX_DOMAIN);
  let end = from;
  while (end < most) {
    const code = text.charCodeAt(end);
    if (!isDomain(code) && !(ideographs && isIdeograph(code))) break;
    end++;
  }
  if (ideographs) {
    const domain = IDEOGRAPHIC.exec(text.slice(from, end))?.[0];
    if (domain !== undefined) return from + domain.length;
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

/** `[192.0.2.1]`, `[IPv6:2001:db8::1]` in place of a domain. */
const ADDRESS = /\[(?:(?:\d{1,3}\.){3}\d{1,3}|IPv6:[\da-f:.]{2,45})\]/iy;

function addressEnd(text: string, from: number): number {
  ADDRESS.lastIndex = from;
  return ADDRESS.test(text) ? ADDRESS.lastIndex : -1;
}

/** Where what stands behind an `@` ends, or -1. */
function endOf(text: string, from: number): number {
  const first = text.charCodeAt(from);
  if (first === 91) return addressEnd(text, from);
  if (!isDomain(first) && !isIdeograph(first)) return -1;
  const end = domainEnd(text, from, false);
  return end !== -1 ? end : domainEnd(text, from, true);
}

/** Finds e-mail addresses: the local part may have accents and quotes, the domain any script. One pass from `@` to `@`. */
export function findEmails(text: string, report: Report): void {
  let floor = 0;
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    const end = endOf(text, at + 1);
    if (end === -1) continue;
    const start = localStart(text, at, end, floor);
    if (start === at) continue;
    if (text.charCodeAt(end) === 58 && SERVICE_ACCOUNT.test(text.slice(start, at))) continue;
    if (isDigit(text.charCodeAt(at + 1)) && DENSITY_SUFFIX.test(text.slice(at + 1, at + 6))) continue;
    report('email', start, end);
    floor = end;
  }
}
