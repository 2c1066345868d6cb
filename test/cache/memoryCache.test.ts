import { describe, expect, it } from 'vitest';
import { memoryCache } from '../../src/cache/memoryCache.js';
import { KeptReply } from '../../src/engine/KeptReply.js';
import type { CacheHit } from '../../src/types/CacheStore.js';
import { aReply } from '../helpers/aReply.js';

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

  it('should give a reply that was kept back, however often it is asked for', () => {
    const store = memoryCache();
    const reply = new KeptReply(aReply({ text: 'Ä', reasoning: 'Hm' }));
    store.keep?.('key', reply);
    for (let time = 0; time < 3; time++) expect(store.get('key')).toEqual({ value: reply, tier: 'memory' });
  });

  it.each([
    ['that bytes cannot say', { text: 'a\ud83c' }],
    ['of many bytes', { text: 'x'.repeat(100_000) }],
  ])('should give a reply back %s', (_, fields) => {
    const store = memoryCache();
    store.keep?.('key', new KeptReply(aReply(fields)));
    expect((store.get('key') as CacheHit).value).toEqual(new KeptReply(aReply(fields)));
  });

  it('should put a reply in the place of another', () => {
    const store = memoryCache();
    for (const text of ['first', 'second']) store.keep?.('key', new KeptReply(aReply({ text })));
    expect((store.get('key') as CacheHit).value).toEqual(new KeptReply(aReply({ text: 'second' })));
  });

  it('should hold no more replies than bytes allow, those that were asked for staying longest', () => {
    const store = memoryCache({ maxBytes: 100_000 });
    const held = (from: number, to: number) => {
      const names = Array.from({ length: to - from }, (_, index) => `key-${from + index}`);
      return names.filter((name) => store.get(name) !== undefined).length;
    };
    for (let index = 0; index < 1_000; index++) {
      store.keep?.(`key-${index}`, new KeptReply(aReply({ text: 'x'.repeat(1_000) })));
      if (index % 10 === 9) store.get('key-0');
    }
    expect(held(0, 1)).toBe(1);
    expect(held(900, 1_000)).toBeLessThanOrEqual(100);
    // To ask for one makes it larger.
    expect(held(950, 1_000)).toBeGreaterThan(30);
    expect(held(1, 900)).toBe(0);
  });

  it('should use its memory again: what is crowded out, put off or too large leaves nothing', () => {
    const store = memoryCache({ maxBytes: 1_000_000 });
    const small = new KeptReply(aReply({ text: 'x'.repeat(400) }));
    const large = new KeptReply(aReply({ text: 'x'.repeat(8_000) }));
    const tiny = memoryCache({ maxBytes: 1_000 });
    const before = process.memoryUsage().arrayBuffers;
    for (let index = 0; index < 50_000; index++) {
      store.keep?.(`key-${index}`, small);
      store.keep?.('the same', small);
      if (index < 5_000) tiny.keep?.('key', large);
    }
    // 25, 25 and 40 MB went in.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8e6);
  });

  it('should not take a reply that is larger than the whole', () => {
    const store = memoryCache({ maxBytes: 1_000 });
    store.keep?.('key', new KeptReply(aReply({ text: 'x'.repeat(2_000) })));
    expect(store.get('key')).toBeUndefined();
    store.keep?.('key', new KeptReply(aReply({ text: 'x' })));
    expect(store.get('key')).toBeDefined();
  });

  it('should forget a reply when its time is up, also one that was asked for', () => {
    let now = 1;
    const store = memoryCache({ ttlSeconds: 2, now: () => now });
    for (const key of ['asked', 'not asked']) store.keep?.(key, new KeptReply(aReply()));
    now += 1_500;
    expect(store.get('asked')).toBeDefined();
    now += 501;
    expect([store.get('asked'), store.get('not asked')]).toEqual([undefined, undefined]);
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
