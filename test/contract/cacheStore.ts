import { firstValueFrom, from, isObservable } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isCacheHit } from '../../src/engine/isCacheHit.js';
import type { CacheLookup, CacheStore } from '../../src/types/CacheStore.js';

/** A store to test, and what ends it. */
export interface StoreUnderTest {
  readonly store: CacheStore;
  close?(): Promise<void> | void;
}

/** What a store says of a key, at once or later. */
export async function lookUp(store: CacheStore, key: string): Promise<CacheLookup> {
  const found = store.get(key);
  if (found === undefined || isCacheHit(found)) return found;
  return firstValueFrom(isObservable(found) ? found : from(found), { defaultValue: undefined });
}

/** What every {@link CacheStore} does. */
export function cacheStoreContract(name: string, open: () => Promise<StoreUnderTest> | StoreUnderTest): void {
  describe(`${name}, a CacheStore`, () => {
    let tested: StoreUnderTest;
    beforeEach(async () => {
      tested = await open();
    });
    afterEach(() => tested.close?.());

    it('should say nothing of a key that it was never given', async () => {
      expect(await lookUp(tested.store, 'unknown')).toBeUndefined();
    });

    it('should give back what it was given, to the byte, and name a tier of its own', async () => {
      const { store } = tested;
      for (const value of ['{"reply":1}', '', 'ß 漢字 🌍 \u2028 "quoted" \\ \n', 'x'.repeat(100_000)]) {
        store.set('key', value);
        const found = await lookUp(store, 'key');
        expect(found?.value).toBe(value);
        expect(store.tiers).toContain(found?.tier);
      }
    });

    it('should keep the latest value of a key, and keys apart', async () => {
      const { store } = tested;
      store.set('a', '1');
      store.set('b', '2');
      store.set('a', '3');
      expect([(await lookUp(store, 'a'))?.value, (await lookUp(store, 'b'))?.value]).toEqual(['3', '2']);
    });

    it('should take many at once', async () => {
      const { store } = tested;
      for (let index = 0; index < 500; index++) store.set(`key-${index}`, `${index}`);
      const found = await Promise.all(
        Array.from({ length: 500 }, (_, index) => lookUp(store, `key-${index}`)),
      );
      expect(found.map((hit) => hit?.value)).toEqual(Array.from({ length: 500 }, (_, index) => `${index}`));
    });
  });
}
