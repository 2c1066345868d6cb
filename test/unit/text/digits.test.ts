import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digits } from '../../../src/text/digits.js';

describe('digits', () => {
  it('should be what a template makes of any number', () => {
    const numbers = fc.oneof(fc.nat(2_000_000), fc.maxSafeInteger(), fc.double(), fc.float());
    fc.assert(fc.property(numbers, (number) => digits(number) === `${number}`));
    for (const number of [999, 1_000, 1_001, 999_999, 1_000_000, 2 ** 53 - 1, 2 ** 53, 1e21, -1_000, 1_000.5])
      expect(digits(number)).toBe(`${number}`);
  });
});
