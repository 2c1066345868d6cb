import { describe, expect, it } from 'vitest';
import { displayWidth, fitWidth } from '../../../src/text/displayWidth.js';

describe('displayWidth', () => {
  it.each([
    ['', 0],
    ['abc', 3],
    ['é', 1],
    ['e\u0301', 1],
    ['北京', 4],
    ['한국어', 6],
    ['ｆｕｌｌ', 8],
    ['🚀', 2],
    ['█░', 2],
    ['…', 1],
  ])('should be that of a terminal: %s', (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });
});

describe('fitWidth', () => {
  it.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'ab…'],
    ['北京市', 6, '北京市'],
    ['北京市', 5, '北京…'],
    ['北京市', 4, '北…'],
    ['ab', 1, '…'],
    ['ab', 0, ''],
  ])('should cut %s to %i columns', (text, columns, fitting) => {
    expect(fitWidth(text, columns)).toBe(fitting);
    expect(displayWidth(fitting)).toBeLessThanOrEqual(columns);
  });
});
