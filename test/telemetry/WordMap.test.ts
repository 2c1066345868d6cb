import { describe, expect, it } from 'vitest';
import { WordMap } from '../../src/telemetry/WordMap.js';

describe('WordMap', () => {
  it('should find what was kept under the same words, and nothing else', () => {
    const map = new WordMap<number>();
    map.set(['a', 'b'], 1);
    map.set(['a', 'bc'], 2);
    map.set(['ab', 'c'], 3);
    map.set([], 4);
    expect(map.get(['a', 'b'])).toBe(1);
    expect(map.get(['a', 'bc'])).toBe(2);
    expect(map.get(['ab', 'c'])).toBe(3);
    expect(map.get([])).toBe(4);
    for (const words of [['a'], ['a', 'b', 'c'], ['b', 'a'], ['']]) expect(map.get(words)).toBeUndefined();
  });

  it('should keep the first values and forget the rest', () => {
    const map = new WordMap<number>(2);
    for (const [value, word] of ['a', 'b', 'c'].entries()) map.set([word], value);
    expect(['a', 'b', 'c'].map((word) => map.get([word]))).toEqual([0, 1, undefined]);
  });
});
