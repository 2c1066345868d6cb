/**
 * The account behind the check digits, by country: so many letters (a), digits (n) or either (c). From the SWIFT
 * IBAN registry, then the countries that use the form without being listed.
 */
const ACCOUNTS =
  'AD n8c12 AE n19 AL n8c16 AT n16 AZ c24 BA n16 BE n12 BG a4n6c8 BH a4c14 BI n23 BR n23a1c1 BY c4n4c16 CH n5c12 ' +
  'CR n18 CY n8c16 CZ n20 DE n18 DJ n23 DK n14 DO c4n20 EE n16 EG n25 ES n20 FI n14 FK a2n12 FO n14 FR n10c11n2 ' +
  'GB a4n14 GE a2n16 GI a4c15 GL n14 GR n7c16 GT c24 HN a4n20 HR n17 HU n24 IE a4n14 IL n19 IQ a4n15 IS n22 ' +
  'IT a1n10c12 JO a4n4c18 KW a4c22 KZ n3c13 LB n4c20 LC a4c24 LI n5c12 LT n16 LU n3c13 LV a4c13 LY n21 ' +
  'MC n10c11n2 MD c20 ME n18 MK n3c10n2 MN n16 MR n23 MT a4n5c18 MU a4n19a3 NI a4n20 NL a4n10 NO n11 OM n3c16 ' +
  'PK c20 PL n24 PS a4c21 PT n21 QA a4c21 RO a4c16 RS n18 RU n14c15 SA n2c18 SC a4n20a3 SD n14 SE n20 SI n15 ' +
  'SK n20 SM a1n10c12 SO n19 ST n21 SV c4n20 TL n19 TN n20 TR n5c17 UA n6c19 VA n18 VG a4n16 XK n16 YE a4n4c18 ' +
  'AO n21 BF c24 BJ c24 CF n23 CG n23 CI c24 CM n23 CV n21 DZ n22 GA n23 GQ n23 GW c21 IR n22 KM n23 MA n24 ' +
  'MG n23 ML c24 MZ n21 NE c24 SN c24 TD n23 TG c24';

const CLASSES: Readonly<Record<string, string>> = { a: '[A-Z]', n: '[0-9]', c: '[A-Z0-9]' };

/** How the IBANs of a country are built. */
export interface IbanForm {
  /** Characters in all. */
  readonly length: number;
  readonly pattern: RegExp;
}

const FORMS: ReadonlyMap<number, IbanForm> = new Map(
  [...ACCOUNTS.matchAll(/([A-Z]{2}) (\w+)/g)].map(([, country, account]) => {
    const parts = [...account!.matchAll(/([anc])(\d+)/g)];
    const length = parts.reduce((sum, [, , count]) => sum + Number(count), 4);
    const pattern = parts.map(([, kind, count]) => `${CLASSES[kind!]}{${count}}`).join('');
    return [countryAt(country!, 0), { length, pattern: new RegExp(`^[A-Z]{2}[0-9]{2}${pattern}$`) }];
  }),
);

/** The two letters of a country, in either case, as one number. */
function countryAt(text: string, at: number): number {
  return ((text.charCodeAt(at) & 0xdf) << 8) | (text.charCodeAt(at + 1) & 0xdf);
}

/** The form of the country whose two letters, in either case, stand at `at`. */
export function ibanFormAt(text: string, at: number): IbanForm | undefined {
  return FORMS.get(countryAt(text, at));
}
