import { describe, expect, it } from 'vitest';
import { memoryCache } from '../../src/cache/memoryCache.js';

describe('memoryCache', () => {
  it('should answer at once', () => {
    const store = memoryCache();
    store.set('key', 'value');
    expect(store.get('key')).toEqual({ value: 'value', tier: 'memory' });
  });

  it('should never hold more bytes than it may, what was used longest ago going first', () => {
    const store = memoryCache({ maxBytes: 30 });
    for (const key of ['a', 'b', 'c']) store.set(key, 'x'.repeat(9));
    store.get('a');
    store.set('d', 'x'.repeat(9));
    expect(['a', 'b', 'c', 'd'].filter((key) => store.get(key) !== undefined)).toEqual(['a', 'c', 'd']);
  });

  it('should count bytes, not characters', () => {
    const store = memoryCache({ maxBytes: 30 });
    store.set('k', '漢'.repeat(10));
    expect(store.get('k')).toBeUndefined();
    store.set('k', '漢'.repeat(9));
    expect(store.get('k')).toBeDefined();
  });

  it('should not give up everything for a value that is larger than the whole', () => {
    const store = memoryCache({ maxBytes: 30 });
    store.set('small', 'x');
    store.set('large', 'x'.repeat(100));
    expect([store.get('small'), store.get('large')]).toEqual([{ value: 'x', tier: 'memory' }, undefined]);
  });

  it('should hold no more items than it may', () => {
    const store = memoryCache({ maxItems: 2 });
    for (const key of ['a', 'b', 'c']) store.set(key, 'x');
    expect(['a', 'b', 'c'].map((key) => store.get(key) !== undefined)).toEqual([false, true, true]);
  });

  it('should forget an answer when its time is up', () => {
    let now = 1;
    const store = memoryCache({ ttlSeconds: 2, now: () => now });
    store.set('key', 'value');
    now += 2_000;
    expect(store.get('key')).toBeDefined();
    now += 1;
    expect(store.get('key')).toBeUndefined();
  });

  it('should refuse options that cannot be', () => {
    expect(() => memoryCache({ maxBytes: 0 })).toThrow('expected maxBytes to be an integer from 1 to');
    expect(() => memoryCache({ ttlSeconds: 0 })).toThrow(
      'expected ttlSeconds to be a number of at least 0.001, got 0',
    );
    expect(() => memoryCache({ maxItems: 1.5 })).toThrow(
      'expected maxItems to be an integer of at least 1, got 1.5',
    );
  });
});
