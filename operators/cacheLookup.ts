import {
  from,
  type MonoTypeOperatorFunction,
  type Observable,
  type Observer,
  type Unsubscribable,
} from 'rxjs';
import { isCacheHit } from '../src/engine/isCacheHit.js';
import { isReply, isStreamEnd } from '../src/engine/isReply.js';
import { type AnswerForm, decodeAnswer, encodeAnswer, keepAnswer } from '../src/engine/storedAnswer.js';
import { linkTo } from '../src/stage/linkTo.js';
import { Relay } from '../src/stage/Relay.js';
import { Through } from '../src/stage/Through.js';
import type { CacheHit, CacheLookup, CacheStore } from '../src/types/CacheStore.js';

/** Of a call that has said nothing yet. */
const NOTHING: readonly never[] = [];

/** What a level of a store said. */
export type LookupResult = 'hit' | 'miss' | 'error';

/** Options of {@link cacheLookup}. */
export interface CacheLookupOptions<T> {
  /** Told of each level that was asked, in order. */
  readonly onLookup?: (tier: CacheHit['tier'], result: LookupResult) => void;
  /** What else a whole answer must be to be stored. Default: nothing else. */
  readonly keep?: (values: readonly T[]) => boolean;
  /**
   * What becomes of each value that was stored; `undefined`: the answer is not good enough, and the call is made.
   * Default: emitted as it is.
   */
  readonly accept?: (value: T) => T | undefined;
  /**
   * What the call emits, when whole answers and streams share a store and keys: an answer of the other form is
   * then turned into this one. Default: emitted as it was stored.
   */
  readonly form?: AnswerForm;
}

/**
 * On one call: emits the stored answer, or else makes the call and stores what it emitted. A stored answer is
 * marked with its tier, no attempts and no cost. What is stored has completed, is whole (`stop`, `tool_calls`, or
 * `length` with a text) and not a reused one itself; values that JSON would change are not stored.
 *
 * ```text
 * call     ---r|       miss: ---r|, stored at the end
 *                      hit:  (r|), no call
 * ```
 *
 * Errors:   those of the call. A store that fails, and a text that cannot be read, are a miss.
 * Cancels:  unsubscribing gives up the look-up or aborts the call; nothing is stored, unless a Reply or the
 *           `end` of a stream has passed: that answer is whole.
 * Place it: on the call, above `coalesce`.
 *
 * @param store `undefined`: no cache.
 * @param key From `requestKey(prompt)`. `undefined`: not this one.
 */
export function cacheLookup<T>(
  store: CacheStore | undefined,
  key: string | undefined,
  options: CacheLookupOptions<T> = {},
): MonoTypeOperatorFunction<T> {
  if (store === undefined || key === undefined) return (source) => source;
  return (source) => new Through(source, Looking<T>, new Shelf(store, key, options));
}

class Shelf<T> {
  readonly store: CacheStore;
  readonly key: string;
  readonly options: CacheLookupOptions<T>;

  constructor(store: CacheStore, key: string, options: CacheLookupOptions<T>) {
    this.store = store;
    this.key = key;
    this.options = options;
  }
}

/** One subscription. */
class Looking<T> extends Relay<T> {
  readonly #store: CacheStore;
  readonly #key: string;
  readonly #options: CacheLookupOptions<T>;
  #values: readonly T[] = NOTHING;
  #lookup: Unsubscribable | undefined;
  #ended = false;

  constructor(calls: Observable<T>, destination: Observer<T>, { store, key, options }: Shelf<T>) {
    super(calls, destination);
    this.#store = store;
    this.#key = key;
    this.#options = options;
  }

  override start(): void {
    let found: ReturnType<CacheStore['get']>;
    try {
      found = this.#store.get(this.#key);
      if (found !== undefined && !isCacheHit(found)) {
        this.#waitFor(from(found));
        return;
      }
    } catch {
      this.#decide(undefined, true);
      return;
    }
    this.#decide(found, false);
  }

  next(value: T): void {
    if (this.closed) return;
    if (this.#values === NOTHING) this.#values = [value];
    else (this.#values as T[]).push(value);
    this.destination.next(value);
  }

  override error(error: unknown): void {
    this.#ended = true;
    super.error(error);
  }

  override complete(): void {
    if (this.closed) return;
    this.#ended = true;
    try {
      this.#storeWanted();
    } catch (error) {
      super.error(error);
      return;
    }
    super.complete();
  }

  /** `first()` and `firstValueFrom` leave before the completion, but not before the answer. */
  protected override teardown(): void {
    this.#lookup?.unsubscribe();
    const last = this.#values.at(-1);
    if (this.#ended || !(isReply(last) || isStreamEnd(last))) return;
    try {
      this.#storeWanted();
    } catch {
      // Nobody is left to be told.
    }
  }

  #waitFor(found: Observable<CacheLookup>): void {
    let decided = false;
    const decide = (answer: CacheLookup, failed: boolean) => {
      if (decided) return;
      decided = true;
      lookup.unsubscribe();
      this.#decide(answer, failed);
    };
    const lookup = linkTo<CacheLookup>(found, {
      next: (answer) => decide(answer, false),
      error: () => decide(undefined, true),
      complete: () => decide(undefined, false),
    });
    this.#lookup = lookup;
    lookup.start();
  }

  #decide(found: CacheLookup, failed: boolean): void {
    const { form, onLookup } = this.#options;
    let values = found === undefined ? undefined : decodeAnswer(found.value, found.tier, form);
    if (values !== undefined && this.#options.accept !== undefined) {
      try {
        values = acceptedOf(values as readonly T[], this.#options.accept);
      } catch (error) {
        this.error(error);
        return;
      }
    }
    if (onLookup !== undefined) {
      try {
        report(this.#store, found, failed || (found !== undefined && values === undefined), onLookup);
      } catch (error) {
        this.error(error);
        return;
      }
    }
    if (this.closed) return;
    if (values === undefined) this.connect();
    else this.#emit(values as readonly T[]);
  }

  #emit(values: readonly T[]): void {
    for (const value of values) {
      if (this.closed) return;
      this.destination.next(value);
    }
    super.complete();
  }

  #storeWanted(): void {
    const { keep } = this.#options;
    if (keep !== undefined && !keep(this.#values)) return;
    try {
      const store = this.#store;
      const answer = store.keep === undefined ? encodeAnswer(this.#values) : keepAnswer(this.#values);
      if (typeof answer === 'string') store.set(this.#key, answer);
      else if (answer !== undefined) store.keep?.(this.#key, answer);
    } catch {
      // The answer is there; that the next one costs a call again is no reason to lose it.
    }
  }
}

function acceptedOf<T>(values: readonly T[], accept: (value: T) => T | undefined): readonly T[] | undefined {
  const accepted: T[] = [];
  for (const value of values) {
    const good = accept(value);
    if (good === undefined) return undefined;
    accepted.push(good);
  }
  return accepted;
}

function report(
  { tiers }: CacheStore,
  found: CacheLookup,
  failed: boolean,
  onLookup: (tier: CacheHit['tier'], result: LookupResult) => void,
): void {
  for (let index = 0; index < tiers.length; index++) {
    const tier = tiers[index] as CacheHit['tier'];
    if (found?.tier === tier) {
      onLookup(tier, failed ? 'error' : 'hit');
      return;
    }
    // Which level failed only the last one can tell: those before it were passed.
    onLookup(tier, failed && index === tiers.length - 1 ? 'error' : 'miss');
  }
}
