import { checkKinds } from './checkKinds.js';
import type { Detector } from './Detector.js';
import { findApiKeys } from './detectors/apiKey.js';
import { findCards } from './detectors/card.js';
import { findCnIds } from './detectors/cnId.js';
import { findCnMobiles } from './detectors/cnMobile.js';
import { findEmails } from './detectors/email.js';
import { findIban } from './detectors/iban.js';
import { findIpv4, findIpv6 } from './detectors/ip.js';
import { findPhones } from './detectors/phone.js';
import { findSsns } from './detectors/ssn.js';
import type { Found, Report } from './Found.js';
import { hasLongWord } from './hasLongWord.js';
import { eachNumberRun, type NumberRun } from './NumberRun.js';
import { type PlainView, plainView } from './plainView.js';
import { REDACTION_KINDS, type RedactionKind } from './redactionKinds.js';
import { resolveOverlaps } from './resolveOverlaps.js';

/** Finds personal data in a text: disjoint places, in order. */
export type Finder = (text: string) => readonly Found[];

const NOTHING: readonly Found[] = [];

/** Nearly everything we look for has a digit or an `@`: most prompts have neither and cost a look. */
const HAS_SIGN = /[0-9@\u0660-\u0669\u06f0-\u06f9\uff10-\uff20]/;

/** The rest is keys without a digit, and the address `::`. */
function isWorthReading(text: string): boolean {
  return HAS_SIGN.test(text) || hasLongWord(text, LETTERS_OF_A_KEY) || text.includes('::');
}

const LETTERS_OF_A_KEY = 20;

const IN_TEXTS: readonly [RedactionKind, (text: string, report: Report) => void][] = [
  ['api-key', findApiKeys],
  ['email', findEmails],
  ['ip', findIpv6],
];

const IN_NUMBERS: readonly [readonly RedactionKind[], number, (run: NumberRun, report: Report) => void][] = [
  [['iban'], 2, findIban],
  [['cn-id'], 15, findCnIds],
  [['card'], 12, findCards],
  [['ip'], 4, findIpv4],
  [['ssn'], 9, findSsns],
  [['cn-mobile', 'phone'], 11, findCnMobiles],
  [['phone', 'landline'], 7, findPhones],
];

/**
 * Makes a {@link Finder} of `kinds` and of what `detectors` find; a find of theirs wins over ours.
 *
 * @throws RangeError when a kind is unknown.
 */
export function createFinder(kinds: readonly RedactionKind[], detectors: readonly Detector[] = []): Finder {
  checkKinds(kinds);
  const wanted = new Set(kinds);
  const ranks = new Map(REDACTION_KINDS.map((kind, index) => [kind, index]));
  const inTexts = IN_TEXTS.filter(([kind]) => wanted.has(kind)).map(([, find]) => find);
  const inNumbers = IN_NUMBERS.filter(([of]) => of.some((kind) => wanted.has(kind)));
  const leastDigits = Math.min(...inNumbers.map(([, least]) => least));

  // Of the text that is read: closures made for each cost a short one more than the reading.
  let found: Found[] = [];
  let view: PlainView | undefined;
  const report: Report = (seen, start, end) => {
    // A Chinese mobile number is a phone number to whoever asked for those alone.
    const kind = seen === 'cn-mobile' && !wanted.has(seen) ? 'phone' : seen;
    if (!wanted.has(kind)) return;
    const rank = ranks.get(seen)!;
    if (view === undefined) found.push({ start, end, kind, rank });
    else found.push({ start: view.origin(start), end: view.originEnd(end), kind, rank });
  };
  const visit = (run: NumberRun) => {
    for (const [, least, find] of inNumbers) if (run.digits >= least) find(run, report);
  };

  function findOurs(text: string): void {
    view = plainView(text);
    const plain = view === undefined ? text : view.text;
    for (const find of inTexts) find(plain, report);
    if (inNumbers.length > 0) eachNumberRun(plain, leastDigits, visit);
    view = undefined;
  }

  return (text) => {
    const all: Found[] = [];
    for (const { kind, find } of detectors) {
      for (const { start, end } of find(text)) if (end > start) all.push({ start, end, kind, rank: -1 });
    }
    found = all;
    if (wanted.size > 0 && isWorthReading(text)) findOurs(text);
    return all.length === 0 ? NOTHING : resolveOverlaps(all);
  };
}
