import { describe, expect, it } from 'vitest';
import { Fingerprint } from '../../../src/text/Fingerprint.js';

function printOf(text: string): bigint {
  const print = new Fingerprint();
  print.text(text);
  return BigInt(`0x${print.hex()}`);
}

describe('Fingerprint', () => {
  it('should be 16 hex digits, zeros in front too', () => {
    for (let number = 0; number < 1_000; number++) {
      const print = new Fingerprint();
      print.number(number);
      expect(print.hex()).toMatch(/^[0-9a-f]{16}$/);
    }
  });

  it('should tell 200,000 texts apart that differ in a digit or two', () => {
    const prints = new Set<bigint>();
    for (let number = 0; number < 200_000; number++) prints.add(printOf(`Question ${number}: why?`));
    expect(prints.size).toBe(200_000);
  });

  it('should change about half of its bits with any letter of the text', () => {
    const text = 'Why does water boil earlier on a mountain than at the sea?';
    const whole = printOf(text);
    let flipped = 0;
    for (let at = 0; at < text.length; at++) {
      const other = printOf(`${text.slice(0, at)}~${text.slice(at + 1)}`);
      flipped += (whole ^ other).toString(2).replaceAll('0', '').length;
    }
    expect(flipped / text.length).toBeGreaterThan(29);
    expect(flipped / text.length).toBeLessThan(35);
  });
});
