import { firstValueFrom, from, isObservable } from 'rxjs';
import { isCacheHit } from '../../engine/isCacheHit.js';
import type { CacheLookup, CacheStore } from '../../types/CacheStore.js';

/** What a store says of a key, at once or later. */
export async function lookUp(store: CacheStore, key: string): Promise<CacheLookup> {
  const found = store.get(key);
  if (found === undefined || isCacheHit(found)) return found;
  return firstValueFrom(isObservable(found) ? found : from(found), { defaultValue: undefined });
}
