import { LRUCache } from 'lru-cache';
import { expectNumber } from '../engine/expectNumber.js';
import { KeptReply } from '../engine/KeptReply.js';
import type { CacheHit, CacheStore } from '../types/CacheStore.js';
import { ColdReplies } from './ColdReplies.js';
import { KeyFilter } from './KeyFilter.js';

/** No answer of ours with its key takes less. */
const LEAST_BYTES = 256;

/** What the tables take for an answer that is no object; such a one counts its own. */
const TABLE_BYTES = 80;

/** A number is the place of a reply that nobody has asked for yet. */
type Kept = CacheHit['value'] | number;

/** Options of {@link memoryCache}. */
export interface MemoryCacheOptions {
  /** Keys and answers together, as UTF-8, about; the process may take twice as much. Default 32,000,000. Minimum 1. */
  readonly maxBytes?: number;
  /** How long an answer is good. Default: until it is crowded out. Minimum 0.001. */
  readonly ttlSeconds?: number;
  /** Default: as many as the bytes allow, 1,000 at least and else one for 256 bytes. Minimum 1; an integer. */
  readonly maxItems?: number;
  /** Milliseconds, for `ttlSeconds`. Default `performance.now`. */
  readonly now?: () => number;
}

/**
 * Answers in this process; what was used longest ago goes first. A value larger than the whole is not kept. Answers
 * lie beside the heap until somebody asks for them, and are objects from then on: to write and read JSON would cost more
 * than all else that a cache does.
 */
export function memoryCache({
  maxBytes = 32_000_000,
  ttlSeconds,
  maxItems,
  now,
}: MemoryCacheOptions = {}): CacheStore {
  expectNumber('maxBytes', maxBytes, { min: 1, max: Number.MAX_SAFE_INTEGER, integer: true });
  expectNumber('ttlSeconds', ttlSeconds, { min: 0.001 });
  expectNumber('maxItems', maxItems, { min: 1, integer: true });
  const max = maxItems ?? Math.max(1_000, Math.ceil(maxBytes / LEAST_BYTES));
  const keys = new KeyFilter(max);
  const cold = new ColdReplies();
  const answers = new LRUCache<string, Kept>({
    maxSize: maxBytes,
    sizeCalculation: (value, key) => sizeOf(value, cold) + key.length,
    // A bound lets it lay out its tables once: half the time of ones that grow.
    max,
    onInsert: (_, key, reason) => {
      if (reason === 'add') keys.add(key);
    },
    dispose: (value, key, reason) => {
      if (typeof value === 'number') cold.remove(value);
      // One that is set again stays.
      if (reason !== 'set') keys.delete(key);
    },
    ...(ttlSeconds !== undefined && { ttl: Math.ceil(ttlSeconds * 1_000) }),
    ...(now !== undefined && { perf: { now }, ttlResolution: 0 }),
  });
  return {
    tiers: ['memory'],
    get(key) {
      const value = keys.mayHave(key) ? answers.get(key) : undefined;
      if (value === undefined) return undefined;
      if (typeof value !== 'number') return { value, tier: 'memory' };
      const reply = cold.read(value);
      // What was asked for once may be asked for again; its record is given up.
      answers.set(key, reply, { noUpdateTTL: true });
      return { value: reply, tier: 'memory' };
    },
    set(key, value) {
      answers.set(key, value);
    },
    keep(key, answer) {
      // Of one that is too large for the whole nobody would tell us that it was not taken.
      const isSmall = answer.bytes + key.length <= maxBytes;
      const place = answer instanceof KeptReply && isSmall ? cold.add(answer) : undefined;
      answers.set(key, place ?? answer);
    },
  };
}

/** As UTF-8; to count a text also makes one piece of one that was put together from many. */
function sizeOf(value: Kept, cold: ColdReplies): number {
  if (typeof value === 'number') return cold.bytesAt(value) + TABLE_BYTES;
  return typeof value === 'string' ? Buffer.byteLength(value) : value.bytes;
}
