import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../../src/text/createRedactor.js';
import { REDACTION_KINDS } from '../../../src/text/redactionKinds.js';

const UNITS =
  '1|@|a@|a@b.|-|+|:|.| |1 |1-|1.|+1 |00 |1:|::|f:1:|DE89 |GB29NWBK|4111 |123-45-|415-555-|sk-|sk-a1|-eyJa1|eyJaaaaaaaa1.|SG.aaaaaaaaaaaaaaaaaaaa|Bearer |api_key=|-----BEGIN PRIVATE KEY-----|phone 1234567 |１|\u200b1|"a|x1|(1)'.split(
    '|',
  );

const redact = createRedactor(REDACTION_KINDS);

/** The text ends in something to find, so that no gate spares it. */
function milliseconds(unit: string, length: number, passes: number): number {
  const text = `${unit.repeat(Math.ceil(length / unit.length))} 1 a@b.example`;
  let least = Number.POSITIVE_INFINITY;
  for (let pass = 0; pass < passes; pass++) {
    const before = performance.now();
    redact(text, {});
    least = Math.min(least, performance.now() - before);
  }
  return least;
}

describe('redaction of hostile texts', () => {
  it.each(UNITS)('should take time in proportion to the length of repeated %j', (unit) => {
    const small = milliseconds(unit, 250_000, 2);
    const large = milliseconds(unit, 1_000_000, 1);
    // Four times the length takes four times as long, sixteen times if the work were quadratic (and then seconds:
    // the constant forgives a busy machine, not that).
    expect(large).toBeLessThan(10 * small + 250);
  });
});
