import { from, type MonoTypeOperatorFunction, Observable, type Subscriber } from 'rxjs';
import { isCacheHit } from '../src/engine/isCacheHit.js';
import { type AnswerForm, decodeAnswer, encodeAnswer } from '../src/engine/storedAnswer.js';
import type { CacheHit, CacheLookup, CacheStore } from '../src/types/CacheStore.js';
import { subscriberOf } from './internal/subscriberOf.js';

/** What a level of a store said. */
export type LookupResult = 'hit' | 'miss' | 'error';

/** Options of {@link cacheLookup}. */
export interface CacheLookupOptions<T> {
  /** Told of each level that was asked, in order. */
  readonly onLookup?: (tier: CacheHit['tier'], result: LookupResult) => void;
  /** What else a whole answer must be to be stored. Default: nothing else. */
  readonly keep?: (values: readonly T[]) => boolean;
  /**
   * What the call emits, when whole answers and streams share a store and keys: an answer of the other form is
   * then turned into this one. Default: emitted as it was stored.
   */
  readonly form?: AnswerForm;
}

/**
 * On one call: emits the stored answer, marked with its tier, no attempts and no cost; else makes the call and
 * stores what it emitted, when it completed and the answer is whole (`stop`, `tool_calls`, or `length` with a
 * text) and not a reused one itself. Values that JSON would change are not stored.
 *
 * ```text
 * call     ---r|       miss: ---r|, stored at the end
 *                      hit:  (r|), no call
 * ```
 *
 * Errors:   those of the call. A store that fails, and a text that cannot be read, are a miss.
 * Cancels:  unsubscribing gives up the look-up or aborts the call; nothing is stored.
 * Place it: on the call, above `coalesce`.
 *
 * @param store `undefined`: no cache.
 * @param key From `requestKey(prompt)`. `undefined`: not this one.
 */
export function cacheLookup<T>(
  store: CacheStore | undefined,
  key: string | undefined,
  { onLookup, keep, form }: CacheLookupOptions<T> = {},
): MonoTypeOperatorFunction<T> {
  if (store === undefined || key === undefined) return (source) => source;

  return (source) =>
    new Observable<T>((destination) => {
      const decide = (found: CacheLookup, failed: boolean) => {
        const values = found === undefined ? undefined : decodeAnswer(found.value, found.tier, form);
        if (onLookup !== undefined) {
          try {
            report(store, found, failed || (found !== undefined && values === undefined), onLookup);
          } catch (error) {
            destination.error(error);
            return;
          }
        }
        if (values === undefined) callAndStore(source, destination, store, key, keep);
        else emit(values as readonly T[], destination);
      };

      let found: ReturnType<CacheStore['get']>;
      try {
        found = store.get(key);
        if (found !== undefined && !isCacheHit(found)) found = from(found);
      } catch {
        decide(undefined, true);
        return;
      }
      if (found === undefined || isCacheHit(found)) {
        decide(found, false);
        return;
      }
      let decided = false;
      const once = (answer: CacheLookup, failed: boolean) => {
        if (decided) return;
        decided = true;
        lookup.unsubscribe();
        decide(answer, failed);
      };
      const lookup = subscriberOf<CacheLookup>({
        next: (answer) => once(answer, false),
        error: () => once(undefined, true),
        complete: () => once(undefined, false),
      });
      destination.add(lookup);
      found.subscribe(lookup);
    });
}

function report(
  { tiers }: CacheStore,
  found: CacheLookup,
  failed: boolean,
  onLookup: (tier: CacheHit['tier'], result: LookupResult) => void,
): void {
  for (const [index, tier] of tiers.entries()) {
    if (found?.tier === tier) {
      onLookup(tier, failed ? 'error' : 'hit');
      return;
    }
    // Which level failed only the last one can tell: those before it were passed.
    onLookup(tier, failed && found === undefined && index === tiers.length - 1 ? 'error' : 'miss');
  }
}

function emit<T>(values: readonly T[], destination: Subscriber<T>): void {
  for (const value of values) {
    if (destination.closed) return;
    destination.next(value);
  }
  destination.complete();
}

function callAndStore<T>(
  source: Observable<T>,
  destination: Subscriber<T>,
  store: CacheStore,
  key: string,
  keep: CacheLookupOptions<T>['keep'],
): void {
  const values: T[] = [];
  const call = subscriberOf<T>({
    next: (value) => {
      values.push(value);
      destination.next(value);
    },
    error: (error) => destination.error(error),
    complete: () => {
      let wanted: boolean;
      try {
        wanted = keep === undefined || keep(values);
      } catch (error) {
        destination.error(error);
        return;
      }
      if (wanted) tryToStore(store, key, values);
      destination.complete();
    },
  });
  destination.add(call);
  source.subscribe(call);
}

function tryToStore(store: CacheStore, key: string, values: readonly unknown[]): void {
  try {
    const text = encodeAnswer(values);
    if (text !== undefined) store.set(key, text);
  } catch {
    // The answer is there; that the next one costs a call again is no reason to lose it.
  }
}
