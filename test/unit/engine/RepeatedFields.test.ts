import { describe, expect, it } from 'vitest';
import { RepeatedFields } from '../../../src/engine/RepeatedFields.js';

describe('RepeatedFields', () => {
  it('should write the fields under their names, and again when one has changed', () => {
    const fields = new RepeatedFields<{ a: unknown; b?: unknown; c: number }>({ a: 'first "a"', b: 'b' });
    const jsonOf = (a: unknown, b: unknown) => JSON.parse(`{${fields.of({ a, b, c: 1 })}}`);
    expect(jsonOf('x', null)).toEqual({ 'first "a"': 'x', b: null });
    expect(jsonOf('x', null)).toEqual({ 'first "a"': 'x', b: null });
    expect(jsonOf('x', 2)).toEqual({ 'first "a"': 'x', b: 2 });
    expect(jsonOf('y', 2)).toEqual({ 'first "a"': 'y', b: 2 });
    expect(jsonOf('x', undefined)).toEqual({ 'first "a"': 'x', b: null });
  });

  it('should write fields that are all undefined, too', () => {
    const fields = new RepeatedFields<{ a?: unknown }>({ a: 'a' });
    expect(fields.of({})).toBe('"a":null');
  });
});
