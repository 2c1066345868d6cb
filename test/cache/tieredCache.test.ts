import { NEVER, of, Subject, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { memoryCache } from '../../src/cache/memoryCache.js';
import { tieredCache } from '../../src/cache/tieredCache.js';
import { lookUp } from '../../src/testing/contract/lookUp.js';
import type { CacheLookup, CacheStore } from '../../src/types/CacheStore.js';

const saying = (found: ReturnType<CacheStore['get']>): CacheStore => ({
  tiers: ['redis'],
  get: () => found,
  set: () => {},
});
const remote = { value: 'far', tier: 'redis' } as const;

describe('tieredCache', () => {
  it('should name both levels in the order in which it asks them', () => {
    expect(tieredCache(memoryCache(), saying(undefined)).tiers).toEqual(['memory', 'redis']);
  });

  it('should ask the second only when the first has nothing', () => {
    const first = memoryCache();
    first.set('key', 'near');
    const store = tieredCache(first, saying(remote));
    expect(store.get('key')).toEqual({ value: 'near', tier: 'memory' });
    expect(store.get('other')).toEqual(remote);
  });

  it('should copy what only the second had into the first', async () => {
    for (const found of [remote, of<CacheLookup>(remote), Promise.resolve<CacheLookup>(remote)]) {
      const first = memoryCache();
      expect(await lookUp(tieredCache(first, saying(found)), 'key')).toEqual(remote);
      expect(first.get('key')).toEqual({ value: 'far', tier: 'memory' });
    }
  });

  it('should write to both', () => {
    const [first, second] = [memoryCache(), memoryCache()];
    tieredCache(first, second).set('key', 'value');
    expect([first.get('key'), second.get('key')]).toEqual(Array(2).fill({ value: 'value', tier: 'memory' }));
  });

  it('should find what an equal prompt left in the first while the second was asked', async () => {
    const first = memoryCache();
    const answer = new Subject<CacheLookup>();
    const found = lookUp(tieredCache(first, saying(answer)), 'key');
    first.set('key', 'meanwhile');
    answer.next(undefined);
    expect(await found).toEqual({ value: 'meanwhile', tier: 'memory' });
  });

  it('should go on when a level fails', async () => {
    const broken: CacheStore = {
      tiers: ['memory'],
      get: () => {
        throw new Error('broken');
      },
      set: () => {
        throw new Error('broken');
      },
    };
    const failing = saying(throwError(() => new Error('down')));
    const empty = saying(of<CacheLookup>());
    for (const first of [broken, failing, empty]) {
      expect(await lookUp(tieredCache(first, saying(remote)), 'key')).toEqual(remote);
      expect(await lookUp(tieredCache(memoryCache(), first), 'key')).toBeUndefined();
    }
    const second = memoryCache();
    tieredCache(broken, second).set('key', 'value');
    expect(second.get('key')).toBeDefined();
  });

  it('should give up both look-ups when unsubscribed', () => {
    const answer = new Subject<CacheLookup>();
    const found = tieredCache(saying(answer), saying(NEVER)).get('key') as Subject<CacheLookup>;
    found.subscribe().unsubscribe();
    expect(answer.observed).toBe(false);
  });
});
