import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../src/text/canonicalJson.js';

/** The same value with the keys of every object the other way round. */
function reversed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(reversed);
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, field]) => [key, reversed(field)]),
  );
}

describe('canonicalJson', () => {
  it('should be JSON of the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value) as string)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('should not depend on the order of keys', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonicalJson(reversed(value))).toBe(canonicalJson(value));
      }),
    );
  });

  it('should tell values apart that JSON tells apart', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        const same = canonicalJson(one) === canonicalJson(other);
        expect(same).toBe(
          canonicalJson(JSON.parse(JSON.stringify(one))) === canonicalJson(JSON.parse(JSON.stringify(other))),
        );
        if (same) expect(JSON.parse(JSON.stringify(one))).toEqual(JSON.parse(JSON.stringify(other)));
      }),
    );
  });

  it('should sort few keys and many alike', () => {
    for (const count of [1, 2, 12, 13, 40]) {
      const keys = Array.from({ length: count }, (_, index) => `k${(index * 7) % count}`);
      const object = Object.fromEntries(keys.map((key) => [key, 0]));
      expect(Object.keys(JSON.parse(canonicalJson(object) as string))).toEqual([...keys].sort());
    }
  });

  it('should write what JSON.stringify writes of odd values', () => {
    const odd = [
      undefined,
      () => 1,
      Symbol('s'),
      Number.NaN,
      -0,
      1e21,
      new Date(0),
      [undefined, () => 1],
      '\ud800',
    ];
    for (const value of odd) expect(canonicalJson(value)).toBe(JSON.stringify(value));
    expect(canonicalJson({ b: undefined, a: { toJSON: () => ({ d: 1, c: 2 }) } })).toBe(
      '{"a":{"c":2,"d":1}}',
    );
  });

  it('should refuse a BigInt', () => {
    expect(() => canonicalJson({ a: 1n })).toThrow('expected a value that JSON can say, got a BigInt');
  });
});
