import { isAlphanumeric, isDigit, isLetter } from '../characters.js';
import type { Report } from '../Found.js';

/** Length by country, from the SWIFT IBAN registry and the countries that use the form without being listed. */
const LENGTHS: ReadonlyMap<number, number> = new Map(
  (
    'AD24 AE23 AL28 AO25 AT20 AZ28 BA20 BE16 BF28 BG22 BH22 BI27 BJ28 BR29 BY28 CF27 CG27 CH21 CI28 CM27 CR22 ' +
    'CV25 CY28 CZ24 DE22 DJ27 DK18 DO28 DZ26 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GA27 GB22 GE22 GI23 GL18 GQ27 ' +
    'GR27 GT28 GW25 HN28 HR21 HU28 IE22 IL23 IQ23 IR26 IS26 IT27 JO30 KM27 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 ' +
    'LV21 LY25 MA28 MC27 MD24 ME22 MG27 MK19 ML28 MN20 MR27 MT31 MU30 MZ25 NE28 NI28 NL18 NO15 OM23 PK24 PL28 ' +
    'PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SN28 SO23 ST25 SV28 TD27 TG28 TL23 TN24 ' +
    'TR26 UA29 VA22 VG24 XK20 YE30'
  )
    .split(' ')
    .map((entry) => [countryAt(entry, 0), Number(entry.slice(2))]),
);

/** The two letters of a country, in either case, as one number. */
function countryAt(text: string, at: number): number {
  return ((text.charCodeAt(at) & 0xdf) << 8) | (text.charCodeAt(at + 1) & 0xdf);
}

/** ISO 7064 MOD 97-10, over the account first and the country and check digits last. */
function hasValidCheckDigits(iban: string): boolean {
  let rest = 0;
  for (let i = 4; i < iban.length + 4; i++) {
    const code = iban.charCodeAt(i % iban.length);
    rest = isDigit(code) ? (rest * 10 + code - 48) % 97 : (rest * 100 + code - 55) % 97;
  }
  return rest === 1;
}

const isSeparator = (code: number) => code === 32 || code === 45 || code === 46;

/** Finds IBANs in one piece or in groups with spaces, dashes or dots. Valid ones only. */
export function findIbans(text: string, report: Report): void {
  // An IBAN shows itself by its check digits: two letters that start a word, then two digits.
  for (let digit = 2; digit < text.length; digit++) {
    if (!isDigit(text.charCodeAt(digit))) continue;
    if (!isLetter(text.charCodeAt(digit - 1)) || !isLetter(text.charCodeAt(digit - 2))) continue;
    const start = digit - 2;
    const length = LENGTHS.get(countryAt(text, start));
    if (length === undefined || isAlphanumeric(text.charCodeAt(start - 1))) continue;

    let iban = '';
    let end = start;
    while (iban.length < length) {
      const code = text.charCodeAt(end);
      if (isAlphanumeric(code)) iban += text[end];
      else if (!isSeparator(code) || isSeparator(text.charCodeAt(end - 1))) break;
      end++;
    }
    if (iban.length < length || isAlphanumeric(text.charCodeAt(end))) continue;
    iban = iban.toUpperCase();
    if (isDigit(iban.charCodeAt(3)) && hasValidCheckDigits(iban)) {
      report('iban', start, end);
    }
  }
}
