import { defer, delay, of } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectRedis } from '../../src/cache/connectRedis.js';
import { memoryCache } from '../../src/cache/memoryCache.js';
import { redisCache } from '../../src/cache/redisCache.js';
import { tieredCache } from '../../src/cache/tieredCache.js';
import { cacheStoreContract, type OpenStore } from '../../src/testing/contract/cacheStoreContract.js';
import type { CacheLookup, CacheStore } from '../../src/types/CacheStore.js';
import { hasRedis, NO_REDIS, type RedisServer, redisServer } from '../helpers/redisServer.js';

/** A store that answers with an Observable, at once or a turn later. */
function later(): CacheStore {
  const memory = memoryCache();
  return {
    ...memory,
    get: (key) => defer(() => of(memory.get(key) as CacheLookup)).pipe(delay(0)),
  };
}

/** A user's own, behind promises. */
function promised(): CacheStore {
  const values = new Map<string, string>();
  return {
    tiers: ['redis'],
    async get(key) {
      const value = values.get(key);
      return value === undefined ? undefined : { value, tier: 'redis' };
    },
    set: (key, value) => void values.set(key, value),
  };
}

const stores: Readonly<Record<string, () => CacheStore>> = {
  memoryCache: () => memoryCache(),
  'tieredCache of two memories': () => tieredCache(memoryCache(), memoryCache()),
  'tieredCache that answers later': () => tieredCache(later(), later()),
  'tieredCache on three levels': () => tieredCache(memoryCache(), tieredCache(later(), promised())),
  'a store of promises of our own': promised,
};

describe.each(Object.entries(stores))('%s, a CacheStore', (_name, open) => {
  for (const { title, check } of cacheStoreContract(() => ({ store: open() }))) it(title, check);
});

describe.skipIf(!hasRedis)(`on Redis${hasRedis ? '' : ` (${NO_REDIS})`}`, () => {
  let server: RedisServer;
  let gone: RedisServer;
  beforeAll(async () => {
    server = await redisServer();
    gone = await redisServer();
    await gone.kill();
  });
  afterAll(() => server?.kill());

  async function onRedis({ url }: RedisServer): Promise<OpenStore> {
    const redis = await connectRedis(url);
    if (redis.status === 'ready') await redis.flushall();
    return { store: redisCache(redis, { timeoutMs: 5_000 }), close: () => redis.disconnect() };
  }
  async function tieredOnRedis(redis: RedisServer): Promise<OpenStore> {
    const { store, ...end } = await onRedis(redis);
    return { store: tieredCache(memoryCache(), store), ...end };
  }

  describe.each([
    ['redisCache', onRedis],
    ['tieredCache', tieredOnRedis],
  ])('%s, a CacheStore', (_name, open) => {
    const requirements = cacheStoreContract(
      () => open(server),
      () => open(gone),
    );
    for (const { title, check } of requirements) it(title, check);
  });
});

/** A store of promises with one fault. */
const faulty = (fault: (values: Map<string, string>) => Partial<CacheStore>) => (): OpenStore => {
  const values = new Map<string, string>();
  const get = async (key: string): Promise<CacheLookup> => {
    const value = values.get(key);
    return value === undefined ? undefined : { value, tier: 'redis' };
  };
  const set = (key: string, value: string) => void values.set(key, value);
  return { store: { tiers: ['redis'], get, set, ...fault(values) } };
};

const faults: Readonly<Record<string, () => OpenStore>> = {
  'keeps nothing': faulty(() => ({ set: () => {} })),
  'keeps the first value': faulty((values) => ({
    set: (key, value) => void (values.has(key) || values.set(key, value)),
  })),
  'mixes up keys': faulty((values) => ({ set: (key, value) => void values.set(key.toLowerCase(), value) })),
  'cuts a value': faulty((values) => ({ set: (key, value) => void values.set(key, value.slice(0, 99_999)) })),
  'names a tier that it has not': faulty(() => ({ tiers: ['memory'] })),
  'says a thing twice': faulty((values) => ({
    get: (key) => {
      const value = values.get(key);
      const found: CacheLookup = value === undefined ? undefined : { value, tier: 'redis' };
      return of(found, found);
    },
  })),
  fails: faulty(() => ({ get: () => Promise.reject(new Error('down')) })),
};

describe('cacheStoreContract', () => {
  it.each(Object.entries(faults))('should find a store that %s', async (_name, open) => {
    const checks = cacheStoreContract(open, open).map(({ check }) => Promise.resolve(check()));
    const broken = (await Promise.allSettled(checks)).filter(({ status }) => status === 'rejected');
    expect(broken.length).toBeGreaterThan(0);
  });
});
