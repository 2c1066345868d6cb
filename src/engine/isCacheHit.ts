import type { CacheHit, CacheStore } from '../types/CacheStore.js';

/** Tells a hit that came at once from an `ObservableInput` that will say. */
export function isCacheHit(found: ReturnType<CacheStore['get']>): found is CacheHit {
  return found !== undefined && typeof (found as Partial<CacheHit>).tier === 'string';
}
