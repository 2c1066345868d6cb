import { describe, expect, it } from 'vitest';
import { differenceOf } from '../../../../src/engine/journal/differenceOf.js';

describe('differenceOf', () => {
  it.each([
    [{}, {}],
    [
      { a: 1, b: 'x' },
      { b: 'x', a: 1 },
    ],
    [{ a: null }, {}],
    [{}, { a: undefined }],
    [{ a: { x: 1, y: [1, { z: 2, q: null }] } }, { a: { y: [1, { q: null, z: 2 }], x: 1 } }],
    [{ a: { c: 3, a: 1, b: 2 } }, { a: { b: 2, c: 3, a: 1 } }],
  ])('should find %j and %j the same, in whatever order', (before, now) => {
    expect(differenceOf(before, now)).toBeUndefined();
  });

  it.each([
    [{ a: 1, b: 2 }, { a: 1, b: 3 }, 'b was 2 and is 3 now'],
    [{ a: 1 }, {}, 'a was 1 and is not set now'],
    [{ a: null }, { a: false }, 'a was not set and is false now'],
    [{}, { b: 'x' }, 'b was not set and is "x" now'],
    [{ a: 1, b: 1 }, { b: 2, a: 2 }, 'a was 1 and is 2 now'],
    [{ a: [1, 2] }, { a: [2, 1] }, 'a was [1,2] and is [2,1] now'],
    [{ a: [] }, { a: {} }, 'a was [] and is {} now'],
    [{ a: { b: 2, a: 1 } }, { a: { b: 1, a: 2 } }, 'a was {"a":1,"b":2} and is {"a":2,"b":1} now'],
    [{ a: { b: null } }, { a: {} }, 'a was {"b":null} and is {} now'],
  ])('should say of %j and %j the first that differs', (before, now, words) => {
    expect(differenceOf(before, now)).toBe(words);
  });

  it('should shorten what is long, and only that', () => {
    const [fits, long] = ['x'.repeat(58), 'y'.repeat(59)];
    expect(differenceOf({ a: fits }, { a: long })).toBe(`a was "${fits}" and is "${'y'.repeat(58)}… now`);
  });
});
