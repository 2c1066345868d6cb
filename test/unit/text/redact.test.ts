import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../../src/text/createRedactor.js';
import type { Detector } from '../../../src/text/Detector.js';
import { redact } from '../../../src/text/redact.js';
import {
  DEFAULT_REDACTION_KINDS,
  REDACTION_KINDS,
  type RedactionKind,
} from '../../../src/text/redactionKinds.js';

const FOUND: Readonly<Record<RedactionKind, readonly string[]>> = {
  email: [
    'john.doe+tag@sub.example.co.uk',
    'josé.garcía@españa.es',
    'ａｎｎ＠ｅｘａｍｐｌｅ．ｃｏｍ',
    'a\u200bnn@exam\u200bple.com',
    '"ann"@example.com',
    'm端ller@example.com',
    '用户@例子.公司',
    'ann@bücher.example',
    'ann@例子.example',
  ],
  ssn: ['123-45-6789', '123 45 6789', '123.45.6789', '１２３-４５-６７８９', '123\u201145\u20116789'],
  phone: [
    '+1 415 555 2671',
    '(415) 555-2671',
    '415.555.2671',
    '415-555-2671 x123',
    '+44 (0)20 7946 0958',
    '0044 20 7946 0958',
    '+49-30-1234567',
    '＋４４ ２０ ７９４６ ０９５８',
    '07700 900123',
    '06 12 34 56 78',
    '0171/1234567',
  ],
  landline: ['010-12345678', '(021) 6234 5678', '0571-87654321', '020 7946 0958'],
  card: [
    '4111111111111111',
    '4111-1111-1111-1111',
    '4111.1111.1111.1111',
    '4111\u00a01111\u00a01111\u00a01111',
    '4111\u200b1111\u200b1111\u200b1111',
    '4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1',
    '４１１１ １１１１ １１１１ １１１１',
    '3782 822463 10005',
    '6011000990139424',
    '30569309025904',
    '6304000000000000',
    '5555 5555 5555 4444',
  ],
  iban: [
    'DE89370400440532013000',
    'de89370400440532013000',
    'GB29 NWBK 6016 1331 9268 19',
    'FR14-2004-1010-0505-0001-3M02-606',
    'DE89\u00a03704\u00a00044\u00a00532\u00a00130\u00a000',
    'NO9386011117947',
  ],
  'cn-id': [
    '11010519491231002X',
    '11010519491231002x',
    '110105 19491231 002X',
    '１１０１０５１９４９１２３１００２Ｘ',
    '440524188001010014',
  ],
  'cn-mobile': [
    '13812345678',
    '138 1234 5678',
    '+86 138-1234-5678',
    '(+86)13812345678',
    '008613812345678',
    '１３８１２３４５６７８',
    '92138389438',
  ],
  ip: [
    '192.168.1.1',
    '10.0.0.0/8',
    '2001:db8::8a2e:370:7334',
    'fe80::1%eth0',
    '::ffff:10.0.0.1',
    '2001:db8::/32',
  ],
  'api-key': [
    'sk-0123456789abcdef0123456789abcdef',
    'sk-proj-abcdEFGH1234abcdEFGH1234_abcdEFGH1234',
    'AKIAIOSFODNN7EXAMPLE',
    'ghp_0123456789abcdefghijABCDEFGHIJ012345',
    'AIzaSyA1234567890abcdefghijklmnopqrstuv',
    'xoxb-1234567890-abcdefghijkl',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc123DEF456',
    '-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA1234\n-----END RSA PRIVATE KEY-----',
  ],
};

const token = (kind: string) => `[${kind.toUpperCase().replaceAll('-', '_')}]`;

/** A form that another detector also reads is tried with its own kind alone. */
const around = [
  (text: string) => text,
  (text: string) => `Here: ${text}, and so on.`,
  (text: string) => `请看：${text}。`,
  (text: string) => `{"field":"${text}"}`,
  (text: string) => `(${text})\n`,
];

describe('redact', () => {
  for (const kind of REDACTION_KINDS) {
    it.each(FOUND[kind])(`should find ${kind} in %j, wherever it stands`, (value) => {
      for (const embed of around) {
        const { text, counts } = redact(embed(value), [kind]);
        expect({ embedded: embed(value), counts }).toEqual({ embedded: embed(value), counts: { [kind]: 1 } });
        // Brackets may be the text's or the number's.
        expect(text.replace(/\(\[/, '[').replace(/\]\)/, ']')).toBe(
          embed(token(kind)).replace(/\(\[/, '[').replace(/\]\)/, ']'),
        );
      }
    });
  }

  it.each([
    'UUID 550e8400-e29b-41d4-a716-446655440000 and 12345678-1234-4123-8123-123456789012',
    'ISBN 978-0-13-468599-1, ISBN 0-596-51774-2, ISBN 0596517742',
    'Order 4500012345 of 2024-05-06 12:30:45, invoice INV-2024-000123',
    'pi = 3.14159265358979, x = 4.123456789012345, y = 5.4111111111111111',
    'at 1700000000, 1700000000123 and 1700000000123456',
    '1,412,600,000 people, 331 002 651 people, 8 000 000 phones',
    'The phone sold 12345678 times; I call it 1234567 times',
    'lodash@4.17.21, @types/node@20.1.0, icon@2x.png, git@github.com:user/repo.git',
    'A@B.T, x@W.dot(y), @Override public int a',
    '1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16',
    '40.712776, -74.005974 and 51.5074 -0.1278',
    'class="sk-fading-circle-12 sk-cube-grid-animation-1"',
    '2019-2020, 1998-2003, pages 123-145, 555-1234',
    '$1234567890 or ¥13812345678',
    '000-12-3456 666-12-3456 900-12-3456 123-00-4567 123-45-0000',
    '4111111111111112 DE88370400440532013000 GB29123460161331926819 11010519491231002Y 110105194912310021',
    'Bearer token authentication, api_key = YOUR_API_KEY_GOES_HERE, sk-xxxxxxxxxxxxxxxxxxxxxxxx',
    '9007199254740993, 6.02214076e23, 0x7fffffffffffffff, u1180013, enx344b50000000',
  ])('should leave %j as it is', (text) => {
    expect(redact(text, DEFAULT_REDACTION_KINDS)).toEqual({ text, counts: {} });
  });

  it('should read versions, times and code as no addresses', () => {
    for (const text of [
      'version 1.2.3.4',
      '1.2.3.4.5',
      '256.1.1.1',
      '12:34:56',
      'std::cout',
      'a::b',
      '00:1A:2B:3C:4D:5E',
    ]) {
      expect(redact(text, ['ip']).text).toBe(text);
    }
  });

  it.each([
    ['My phone: 467 3395', 'My phone: [PHONE]'],
    ['Call me at 699 956 915.', 'Call me at [PHONE].'],
    ['手机：0551234567', '手机：[PHONE]'],
    ['416 60 039 office\n', '[PHONE] office\n'],
    ['My order number is 699 956 915.', 'My order number is 699 956 915.'],
    ['My SSN is 123456789', 'My SSN is [SSN]'],
    ['serial 123456789', 'serial 123456789'],
    ['credit card 060426070011', 'credit card [CARD]'],
    ['item 060426070011', 'item 060426070011'],
    ['|name|ann@example.com|', '|name|[EMAIL]|'],
    ['He said "hello" "@example.com"', 'He said "hello" "@example.com"'],
    ['-----BEGIN PRIVATE KEY-----\nMIIEpAIBAAKCAQEA1234567890\nMIIE', '[API_KEY]'],
    [
      '-----BEGIN PRIVATE KEY----- is how it begins, 5 times',
      '-----BEGIN PRIVATE KEY----- is how it begins, 5 times',
    ],
    ['api_key = "YourSecretApiKeyGoesHere"', 'api_key = "YourSecretApiKeyGoesHere"'],
    ['{"password":1,"api_key":"abcdef0123456789abcdef"}', '{"password":1,"api_key":"[API_KEY]"}'],
    ['Authorization: Bearer abcdef1234567890abcdef', 'Authorization: Bearer [API_KEY]'],
  ])('should read the words around %j', (text, expected) => {
    expect(redact(text, DEFAULT_REDACTION_KINDS).text).toBe(expected);
  });

  it('should take a Chinese mobile number for a phone where only phones are asked for', () => {
    expect(redact('13812345678', ['phone'])).toEqual({ text: '[PHONE]', counts: { phone: 1 } });
    expect(redact('13812345678', DEFAULT_REDACTION_KINDS).counts).toEqual({ 'cn-mobile': 1 });
  });

  it('should find each of several, side by side', () => {
    const text =
      '4111111111111111 4111-1111-1111-1111 5500 0000 0000 0004 12/26; 123-45-6789 987-65-4321 +1 415 555 2671';
    expect(redact(text, REDACTION_KINDS)).toEqual({
      text: '[CARD] [CARD] [CARD] 12/26; [SSN] 987-65-4321 [PHONE]',
      counts: { card: 3, ssn: 1, phone: 1 },
    });
  });

  it('should prefer the more specific reading, then the longer', () => {
    // The groups of this IBAN hold a valid card number.
    expect(redact('DE42 4111 1111 1111 1111 00', REDACTION_KINDS).text).not.toContain('[IBAN]');
    expect(
      redact('https://user:abc@host.example/?k=sk-0123456789abcdef0123@x.example', ['email', 'api-key']).text,
    ).toContain('[API_KEY]');
    const word = (kind: string, pattern: RegExp): Detector => ({
      kind,
      find: (text) =>
        Array.from(text.matchAll(pattern), (m) => ({ start: m.index, end: m.index + m[0].length })),
    });
    const redactor = createRedactor([], [word('short', /ab/g), word('long', /bcd/g), word('next', /ef/g)]);
    const counts = {};
    expect(redactor('abcdef', counts)).toBe('a[LONG][NEXT]');
    expect(counts).toEqual({ long: 1, next: 1 });
  });

  it('should change nothing in what it has redacted, and keep what it has not found', () => {
    const pieces = fc.constantFrom(
      ...Object.values(FOUND).flat(),
      'and',
      '\n',
      '12',
      '，',
      '\u200b',
      '🏆',
      '\ud800',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (words) => {
        const once = redact(words.join('; '), REDACTION_KINDS);
        expect(redact(once.text, REDACTION_KINDS).text).toBe(once.text);
        const none = redact(words.join('; '), []);
        expect(none.text).toBe(words.join('; '));
      }),
    );
  });

  it('should refuse an unknown kind', () => {
    expect(() => redact('', ['fone' as RedactionKind])).toThrow(/got "fone"; did you mean "phone"/);
  });
});
