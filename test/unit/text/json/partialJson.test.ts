import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partialJson } from '../../../../src/text/json/partialJson.js';

/** Whether `part` may become `whole` by growing. */
function grows(part: unknown, whole: unknown): boolean {
  if (typeof part === 'string') return typeof whole === 'string' && whole.startsWith(part);
  if (Array.isArray(part)) {
    return (
      Array.isArray(whole) && part.length <= whole.length && part.every((item, at) => grows(item, whole[at]))
    );
  }
  if (typeof part === 'object' && part !== null) {
    if (typeof whole !== 'object' || whole === null) return false;
    return Object.entries(part).every(
      ([name, inner]) => Object.hasOwn(whole, name) && grows(inner, (whole as Record<string, unknown>)[name]),
    );
  }
  return Object.is(part, whole);
}

describe('partialJson', () => {
  it.each([
    ['', undefined],
    ['{', {}],
    ['{"ci', {}],
    ['{"city"', {}],
    ['{"city":', {}],
    ['{"city": "Par', { city: 'Par' }],
    ['{"city": "Paris", "n', { city: 'Paris' }],
    ['{"n": 12', {}],
    ['{"n": 12,', { n: 12 }],
    ['[true, fal', [true]],
    ['[true, false', [true, false]],
    ['["a\\', ['a']],
    ['["a\\\\', ['a\\']],
    ['["a\\u00e', ['a']],
    ['["\\ud83d', ['']],
    ['```json\n{"a": [1, 2', { a: [1] }],
    ['```json\n{"a": 1}\n``', { a: 1 }],
    ['```json\n{"a": 1}\n```', { a: 1 }],
    ['``', undefined],
    ['Sure! {"a": 1', undefined],
    ['{"a": 1]', undefined],
  ])('should read %j as %j', (text, value) => {
    expect(partialJson(text)).toEqual(value);
  });

  it('should grow to the whole value with every prefix, whatever it is, indented or not', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), fc.constantFrom(undefined, 2), (value, indent) => {
        const json = JSON.stringify(value, null, indent);
        const whole = JSON.parse(json);
        for (let end = 0; end < json.length; end++) {
          const part = partialJson(json.slice(0, end));
          // A number that stands alone may be any of its beginnings.
          if (part !== undefined && typeof whole !== 'number') expect(grows(part, whole)).toBe(true);
        }
        expect(partialJson(json)).toEqual(whole);
      }),
      { numRuns: 60 },
    );
  });
});
