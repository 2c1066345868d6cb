import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyFilter } from '../../src/cache/KeyFilter.js';

describe('KeyFilter', () => {
  it('should know every key that was added and not deleted, whatever others share its place', () => {
    const key = fc.oneof(fc.string({ maxLength: 3 }), fc.constantFrom('a', 'b', 'ab', 'x'.repeat(64)));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), key), { maxLength: 300, size: 'max' }), (steps) => {
        const filter = new KeyFilter(1);
        const there = new Set<string>();
        for (const [adds, name] of steps) {
          if (adds && !there.has(name)) filter.add(name);
          if (adds) there.add(name);
          else if (there.delete(name)) filter.delete(name);
          for (const known of there) expect(filter.mayHave(known)).toBe(true);
        }
      }),
    );
  });

  it('should tell nearly all that were never there, full as it may be, and those that have gone', () => {
    const filter = new KeyFilter(1_000);
    const keys = Array.from({ length: 1_000 }, (_, n) => `prompt-${n}`);
    for (const key of keys) filter.add(key);
    const others = Array.from({ length: 1_000 }, (_, n) => `prompt-${n + 1_000}`);
    expect(others.filter((key) => filter.mayHave(key)).length).toBeLessThan(300);
    for (const key of keys) filter.delete(key);
    expect([...keys, ...others].filter((key) => filter.mayHave(key))).toEqual([]);
  });

  it('should count no further than it can, and then keep what it cannot tell', () => {
    const filter = new KeyFilter(64);
    for (let n = 0; n < 300; n++) filter.add('a');
    for (let n = 0; n < 299; n++) filter.delete('a');
    expect(filter.mayHave('a')).toBe(true);
  });
});
