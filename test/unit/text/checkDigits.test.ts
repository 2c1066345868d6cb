import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact } from '../../../src/text/redact.js';

type Check = (text: string, locale?: 'zh-CN') => boolean;
const require = createRequire(import.meta.url);
/** An implementation of the checks that is not ours. */
const oracle = require('validator') as Record<'isLuhnNumber' | 'isIBAN' | 'isIdentityCard' | 'isIP', Check>;

const digits = (length: number) => fc.stringMatching(new RegExp(`^[0-9]{${length}}$`));

describe('kinds with check digits', () => {
  it('should find every card with a valid check digit, and no other', () => {
    const prefixes = fc.constantFrom('4', '51', '55', '2221', '2720', '6011', '65', '62', '35', '8171');
    fc.assert(
      fc.property(prefixes, digits(15), fc.integer({ min: 0, max: 9 }), (prefix, rest, check) => {
        const card = `${`${prefix}${rest}`.slice(0, 15)}${check}`;
        expect(redact(`Pay ${card}.`, ['card']).counts.card === 1).toBe(oracle.isLuhnNumber(card));
      }),
      { numRuns: 2_000 },
    );
  });

  it('should find every valid IBAN, and no other', () => {
    fc.assert(
      fc.property(digits(18), fc.integer({ min: 0, max: 99 }), fc.boolean(), (account, check, isGrouped) => {
        const right = String(98n - (BigInt(`${account}131400`) % 97n)).padStart(2, '0');
        for (const tried of [right, String(check).padStart(2, '0')]) {
          const iban = `DE${tried}${account}`;
          const written = isGrouped ? iban.replace(/(.{4})(?=.)/g, '$1 ') : iban;
          expect(redact(`Pay to ${written}.`, ['iban']).counts.iban === 1).toBe(oracle.isIBAN(iban));
        }
      }),
    );
  });

  it('should want the letters and digits of the country, beside a valid check', () => {
    // 98 minus the remainder gives valid check digits to an account of the wrong form.
    const wrong = 'GB79123460161331926819';
    expect(redact(wrong, ['iban']).text).toBe(wrong);
  });

  it('should find every valid Chinese identity number, and no other', () => {
    const day = fc.date({ min: new Date('1900-01-01'), max: new Date('2020-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(fc.constantFrom('110105', '440524', '659001'), day, digits(3), (area, birthday, order) => {
        const head = area + birthday.toISOString().slice(0, 10).replaceAll('-', '') + order;
        const valid = [...'0123456789X'].filter(
          (check) => redact(`号${head}${check}，`, ['cn-id']).counts['cn-id'] === 1,
        );
        expect(valid).toEqual(
          [...'0123456789X'].filter((check) => oracle.isIdentityCard(head + check, 'zh-CN')),
        );
        expect(valid).toHaveLength(1);
      }),
    );
  });

  it('should refuse birthdays that no calendar has', () => {
    for (const day of ['19900230', '19901301', '19900001', '19900100', '20010229']) {
      for (const check of '0123456789X') {
        expect(redact(`110105${day}002${check}`, ['cn-id']).counts).toEqual({});
      }
    }
  });

  it('should find every IP address with a digit', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) => {
        fc.pre(/\d/.test(address) && oracle.isIP(address));
        expect(redact(`from ${address} to`, ['ip']).text).toBe('from [IP] to');
      }),
    );
  });
});
