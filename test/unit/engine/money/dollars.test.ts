import { describe, expect, it } from 'vitest';
import { dollars } from '../../../../src/engine/money/dollars.js';

describe('dollars', () => {
  it.each([
    [0, '$0.00'],
    [1, '$1.00'],
    [1_234.5, '$1,234.50'],
    [12_345_678.999, '$12,345,679.00'],
    [999.5, '$999.50'],
    [0.999, '$0.999'],
    [0.5, '$0.500'],
    [0.00123, '$0.00123'],
    [0.0000123456, '$0.0000123'],
    [1e-15, '$0.000000000000'],
  ])('should write %d as %s', (usd, text) => {
    expect(dollars(usd)).toBe(text);
  });
});
