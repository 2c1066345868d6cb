import { describe, expect, it } from 'vitest';
import { digitsEnd, hexAt, numberAt, startsWith, stringEnd } from '../../../../src/engine/journal/bytesAt.js';

const bytes = (text: string) => Buffer.from(text);

describe('startsWith', () => {
  it.each([
    ['abc', 0, 'ab', true],
    ['abc', 1, 'bc', true],
    ['abc', 1, 'bd', false],
    ['abc', 1, 'xc', false],
    ['abc', 2, 'cd', false],
    ['abc', 3, '', true],
  ])('should look in %j at %d for %j', (text, at, word, found) => {
    expect(startsWith(bytes(text), at, bytes(word))).toBe(found);
  });
});

describe('digitsEnd', () => {
  it.each([
    ['0123456789', 0, 10],
    ['a09b', 1, 3],
    ['a/0', 1, 1],
    ['9:', 0, 1],
    ['', 0, 0],
  ])('should find in %j from %d the end at %d', (text, at, end) => {
    expect(digitsEnd(bytes(text), at)).toBe(end);
  });
});

describe('numberAt', () => {
  it.each([
    ['x120y', 1, 4, 120],
    ['0', 0, 1, 0],
    ['9007199254740991', 0, 16, Number.MAX_SAFE_INTEGER],
    ['9007199254740989', 0, 16, 9007199254740989],
    ['9007199254740992', 0, 16, Number.NaN],
    ['5', 1, 1, Number.NaN],
    ['5', 1, 0, Number.NaN],
  ])('should read of %j from %d to %d %d', (text, from, to, value) => {
    expect(numberAt(bytes(text), from, to)).toBe(value);
  });
});

describe('stringEnd', () => {
  it.each([
    ['ab"', 0, 3, 3],
    ['"', 0, 1, 1],
    ['a\\"b"', 0, 5, 5],
    ['a\\\\"b"', 0, 6, 4],
    ['x"y"', 2, 4, 4],
    ['ab"', 0, 2, -1],
    ['a\\"', 0, 3, -1],
    ['', 0, 0, -1],
  ])('should find the end of the string in %j from %d to %d at %d', (text, from, to, end) => {
    expect(stringEnd(bytes(text), from, to)).toBe(end);
  });
});

describe('hexAt', () => {
  it.each([
    ['00000000', 0],
    ['0189afaf', 0x0189afaf],
    ['ffffffff', 0xffffffff],
    ['90909090', 0x90909090],
    ['0000000a', 10],
    ['0000000/', undefined],
    ['0000000:', undefined],
    ['0000000`', undefined],
    ['0000000g', undefined],
    ['0000000A', undefined],
    ['x0000000', undefined],
    ['0000000', undefined],
  ])('should read %j as %d', (text, value) => {
    expect(hexAt(bytes(`..${text}`), 2)).toBe(value);
  });
});
