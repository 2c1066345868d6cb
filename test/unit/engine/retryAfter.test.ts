import { describe, expect, it } from 'vitest';
import { parseRetryAfter, retryHint } from '../../../src/engine/retryAfter.js';

const now = Date.parse('2026-11-23T10:00:00Z');
const waitOf = (value: string) => retryHint({ 'retry-after': value }, now);

describe('retryHint', () => {
  it.each([
    ['7', 7_000],
    ['0', 0],
    [' 42\t', 42_000],
    ['0.25', 250],
    ['1.0', 1_000],
    ['121', 121_000],
  ])('should read seconds: %j', (value, ms) => expect(waitOf(value)).toBe(ms));

  it.each([
    ['Mon, 23 Nov 2026 10:00:20 GMT'],
    ['Mon, 23 Nov 2026 10:00:20 UTC'],
    ['Monday, 23-Nov-26 10:00:20 GMT'],
    ['Mon Nov 23 10:00:20 2026'],
    ['Mon, 23 Nov 2026 18:00:20 +0800'],
    ['2026-11-23T10:00:20Z'],
    ['2026-11-23T18:00:20+08:00'],
    ['2026-11-23T10:00:20'],
    ['2026-11-23 10:00:20.000'],
    [' 2026-11-23T10:00:20Z\t'],
    ['Mon Nov 23 2026 18:00:20 GMT+0800 (China Standard Time)'],
    ['Mon Nov 23 18:00:20 +0800 2026'],
  ])('should read a date: %s', (value) => expect(waitOf(value)).toBe(20_000));

  it.each([
    ['Mon, 23 Nov 2026 10:00:00 GMT'],
    ['Mon, 23 Nov 2026 09:00:00 GMT'],
    ['2026-11-23T09:59:59Z'],
    ['Mon, 23 Nov 100000 10:00:20 GMT'],
    ['Zun, 23 Nov 2026 10:00:20 GMT'],
    ['99999999999999999999999999999999999'],
    ['-1'],
    ['+1'],
    ['1e3'],
    ['0x10'],
    ['²'],
    ['inf'],
    ['nan'],
    ['soon'],
    ['on Mon, 23 Nov 2026 10:00:20 GMT'],
    ['2026'.padEnd(5, '-')],
    [''],
  ])('should make nothing of what is past, absurd or unknown: %j', (value) =>
    expect(waitOf(value)).toBeNull(),
  );

  it('should prefer milliseconds, when they are a number', () => {
    expect(retryHint({ 'retry-after': '9', 'retry-after-ms': '120' }, now)).toBe(120);
    expect(retryHint({ 'retry-after': '9', 'retry-after-ms': '0.4' }, now)).toBe(1);
    expect(retryHint({ 'retry-after': '9', 'retry-after-ms': 'x' }, now)).toBe(9_000);
    expect(retryHint({ 'retry-after-ms': ' 120\t' }, now)).toBe(120);
    expect(retryHint({}, now)).toBeNull();
  });

  it('should wait as long as a timer can, and no longer', () => {
    expect(retryHint({ 'retry-after-ms': '2147483647' }, now)).toBe(2_147_483_647);
    expect(retryHint({ 'retry-after-ms': '2147483648' }, now)).toBeNull();
  });
});

describe('parseRetryAfter', () => {
  it('should read a number of any length', () => expect(parseRetryAfter('42', now)).toBe(42_000));

  it.each([['7'], [' 7\t'], ['Mon, 23 Nov 2026 10:00:07 GMT'], ['Mon Nov 23 10:00:07 2026']])(
    'should read what the standard has: %j',
    (value) => expect(parseRetryAfter(value, now)).toBe(7_000),
  );

  it.each([['7.0'], ['0.25'], ['2026-11-23T10:00:07Z'], ['-7'], ['']])(
    'should make nothing of what it has not: %j',
    (value) => expect(parseRetryAfter(value, now)).toBeNull(),
  );
});
