import {
  catchError,
  defaultIfEmpty,
  from,
  type Observable,
  type ObservableInput,
  of,
  switchMap,
  take,
} from 'rxjs';
import { isCacheHit } from '../engine/isCacheHit.js';
import type { CacheHit, CacheLookup, CacheStore } from '../types/CacheStore.js';

type Found = ReturnType<CacheStore['get']>;

/**
 * Two stores as one: asks `first`, then `second`, and copies what only `second` had into `first`, where it stays
 * as long as `first` lets it. Answers at once where the stores do. A store that fails is a miss.
 */
export function tieredCache(first: CacheStore, second: CacheStore): CacheStore {
  const fill = (key: string, found: CacheLookup): Found => {
    // While `second` was asked, an equal prompt may have been answered here.
    if (found === undefined) return ask(first, key);
    put(first, key, found.value);
    return found;
  };
  const askSecond = (key: string): Found => {
    const found = ask(second, key);
    if (found === undefined) return undefined;
    return isCacheHit(found)
      ? fill(key, found)
      : later(found).pipe(switchMap((answer) => inTime(fill(key, answer))));
  };

  return {
    tiers: [...first.tiers, ...second.tiers],
    get(key) {
      const found = ask(first, key);
      if (found === undefined) return askSecond(key);
      if (isCacheHit(found)) return found;
      return later(found).pipe(switchMap((answer) => inTime(answer ?? askSecond(key))));
    },
    set(key, value) {
      put(first, key, value);
      put(second, key, value);
    },
    keep(key, answer) {
      put(first, key, answer);
      put(second, key, answer);
    },
  };
}

function ask(from: CacheStore, key: string): Found {
  try {
    return from.get(key);
  } catch {
    return undefined;
  }
}

function put(into: CacheStore, key: string, value: CacheHit['value']): void {
  try {
    if (typeof value === 'string') into.set(key, value);
    else if (into.keep === undefined) into.set(key, value.json());
    else into.keep(key, value);
  } catch {
    // The other level may still take it.
  }
}

/** The first thing a store says, once; nothing when it fails or says nothing. */
function later(found: ObservableInput<CacheLookup>): Observable<CacheLookup> {
  return from(found).pipe(
    take(1),
    defaultIfEmpty<CacheLookup, CacheLookup>(undefined),
    catchError(() => of<CacheLookup>(undefined)),
  );
}

function inTime(found: Found): Observable<CacheLookup> {
  return found === undefined || isCacheHit(found) ? of(found) : later(found);
}
