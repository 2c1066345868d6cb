import type { ObservableInput } from 'rxjs';
import type { CacheTier } from './Reply.js';

/** A whole answer that nobody changes any more. */
export interface KeptAnswer {
  /** About what its JSON takes. */
  readonly bytes: number;
  /** The text that `set` would be given. */
  json(): string;
}

/** What is stored and the tier that had it. */
export interface CacheHit {
  readonly value: string | KeptAnswer;
  readonly tier: Exclude<CacheTier, 'coalesced'>;
}

/** What a store says of a key: the hit, or nothing. */
export type CacheLookup = CacheHit | undefined;

/**
 * Where answers are kept, as JSON text. A store answers at once or with an `ObservableInput`, and never fails:
 * one that is down or slow says «nothing».
 */
export interface CacheStore {
  /** Its levels, in the order in which they are asked. A hit at one means a miss at those before it. */
  readonly tiers: readonly CacheHit['tier'][];
  get(key: string): CacheLookup | ObservableInput<CacheLookup>;
  set(key: string, value: string): void;
  /**
   * Called in place of `set` where there is one: a store in this process can do without the JSON, and `get` gives
   * the answer back as it is.
   */
  keep?(key: string, answer: KeptAnswer): void;
}
