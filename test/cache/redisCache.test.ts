import type { Redis } from 'ioredis';
import {
  asyncScheduler,
  firstValueFrom,
  type Observable,
  of,
  type SchedulerLike,
  VirtualTimeScheduler,
} from 'rxjs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cacheLookup } from '../../operators/cacheLookup.js';
import { connectRedis } from '../../src/cache/connectRedis.js';
import { type RedisCacheOptions, type RedisLike, redisCache } from '../../src/cache/redisCache.js';
import { lookUp } from '../../src/testing/contract/lookUp.js';
import type { CacheLookup, CacheStore } from '../../src/types/CacheStore.js';
import type { Reply } from '../../src/types/Reply.js';
import { aReply } from '../helpers/aReply.js';
import { hasRedis, NO_REDIS, type RedisServer, redisServer } from '../helpers/redisServer.js';
import { stallingProxy } from '../helpers/stallingProxy.js';

/** The real scheduler with a clock that a test can put forward: cool-downs need no waiting. */
function clock(): SchedulerLike & { ahead: number } {
  return {
    ahead: 0,
    now() {
      return asyncScheduler.now() + this.ahead;
    },
    schedule: asyncScheduler.schedule.bind(asyncScheduler),
  };
}

describe.skipIf(!hasRedis)(`redisCache${hasRedis ? '' : ` (${NO_REDIS})`}`, () => {
  let server: RedisServer;
  const ends: (() => unknown)[] = [];

  beforeAll(async () => {
    server = await redisServer();
  });
  afterAll(() => server?.kill());
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });

  async function connected(url: string): Promise<Redis> {
    const redis = await connectRedis(url);
    ends.push(() => redis.disconnect());
    return redis;
  }

  /** A store on a port, with what it told and its clock. */
  async function storeOn(port: number, options: RedisCacheOptions = {}) {
    const redis = await connected(`redis://127.0.0.1:${port}`);
    const told: string[] = [];
    const scheduler = clock();
    const onError = (message: string) => told.push(message);
    return {
      store: redisCache(redis, { timeoutMs: 2_000, onError, scheduler, ...options }),
      redis,
      told,
      scheduler,
    };
  }

  const reply = (store: CacheStore, key: string, text: string): Promise<Reply> =>
    firstValueFrom(of(aReply({ text })).pipe(cacheLookup<Reply>(store, key)));

  it('should write under its prefix, with a time to live', async () => {
    const { store, redis } = await storeOn(server.port, { ttlSeconds: 90, prefix: 'mine:' });
    store.set('key', 'value');
    expect(await redis.get('mine:key')).toBe('value');
    expect(await redis.pttl('mine:key')).toBeGreaterThan(80_000);
    expect(await redis.pttl('mine:key')).toBeLessThanOrEqual(90_000);
  });

  it('should share answers between processes', async () => {
    const [one, two] = [await storeOn(server.port), await storeOn(server.port)];
    expect(await reply(one.store, 'shared', 'asked once')).toMatchObject({ cached: null });
    // Commands of one connection are answered in order: the write is through.
    await one.redis.ping();
    expect(await reply(two.store, 'shared', 'asked again')).toMatchObject({
      text: 'asked once',
      cached: 'redis',
      attempts: 0,
      costUsd: 0,
    });
  });

  it('should take a corrupt value for a miss, and replace it', async () => {
    const { store, redis } = await storeOn(server.port);
    for (const corrupt of ['{"reply":{"te', 'nonsense', '[]', '{"reply":{"text":5}}']) {
      await redis.set('rxprompt:corrupt', corrupt);
      expect(await reply(store, 'corrupt', 'fresh')).toEqual(aReply({ text: 'fresh' }));
      expect(await redis.get('rxprompt:corrupt')).toContain('fresh');
    }
    await redis.del('rxprompt:list');
    await redis.lpush('rxprompt:list', 'of another type');
    expect(await lookUp(store, 'list')).toBeUndefined();
  });

  it('should go without a Redis that is not there, at the price of one failure', async () => {
    const gone = await redisServer();
    await gone.kill();
    const { store, told } = await storeOn(gone.port);
    expect(await lookUp(store, 'key')).toBeUndefined();
    expect(told).toHaveLength(1);
    for (let index = 0; index < 1_000; index++) {
      store.set(`key-${index}`, 'value');
      // At once: not even an Observable.
      expect(store.get(`key-${index}`)).toBeUndefined();
    }
    expect(told).toHaveLength(1);
  });

  it('should give a Redis that eats packets one time-out, then one probe for each cool-down', async () => {
    const proxy = await stallingProxy(server.port);
    ends.push(() => proxy.close());
    const { store, told, scheduler } = await storeOn(proxy.port, { timeoutMs: 300, coolDownMs: 60_000 });
    store.set('key', 'value');
    expect(await lookUp(store, 'key')).toEqual({ value: 'value', tier: 'redis' });

    proxy.stall();
    expect(await lookUp(store, 'key')).toBeUndefined();
    expect(told).toEqual(['no reply within 300 ms']);
    expect(store.get('key')).toBeUndefined();

    scheduler.ahead += 60_001;
    const probe = lookUp(store, 'key');
    expect(store.get('key'), 'only one probes').toBeUndefined();
    expect(await probe).toBeUndefined();
    expect(store.get('key'), 'the probe failed').toBeUndefined();
    expect(told).toHaveLength(2);

    proxy.resume();
    scheduler.ahead += 60_001;
    expect(await lookUp(store, 'key')).toEqual({ value: 'value', tier: 'redis' });
    expect(await lookUp(store, 'key'), 'in use again').toEqual({ value: 'value', tier: 'redis' });
  });

  it('should not wait for a Redis that is busy with something else', async () => {
    const { store } = await storeOn(server.port, { timeoutMs: 50 });
    const other = await connected(server.url);
    const sleeping = other.call('DEBUG', 'SLEEP', '1.2');
    const startedAt = performance.now();
    const replies = await Promise.all(
      Array.from({ length: 50 }, (_, index) => reply(store, `busy-${index}`, `${index}`)),
    );
    expect(performance.now() - startedAt).toBeLessThan(900);
    expect(replies.map(({ text }) => text)).toEqual(Array.from({ length: 50 }, (_, index) => `${index}`));
    await sleeping;
  });

  it('should outlive a crash of Redis in the middle, and use it again afterwards', async () => {
    const first = await redisServer();
    const { store, redis, told, scheduler } = await storeOn(first.port, { timeoutMs: 2_000 });
    store.set('key', 'before');
    expect(await lookUp(store, 'key')).toBeDefined();
    const asked = Array.from({ length: 20 }, () => lookUp(store, 'key'));
    await first.kill();
    await Promise.all(asked);
    expect(await lookUp(store, 'key')).toBeUndefined();
    expect(told).toHaveLength(1);

    const back = new Promise((resolve) => redis.once('ready', resolve));
    const second = await redisServer({ port: first.port });
    ends.push(() => second.kill());
    await back;
    scheduler.ahead += 5_001;
    expect(await lookUp(store, 'key'), 'a new Redis is empty').toBeUndefined();
    store.set('key', 'after');
    expect(await lookUp(store, 'key')).toEqual({ value: 'after', tier: 'redis' });
  });

  it('should let another probe when the first is given up', async () => {
    const proxy = await stallingProxy(server.port);
    ends.push(() => proxy.close());
    const { store, scheduler } = await storeOn(proxy.port, { timeoutMs: 20, coolDownMs: 1_000 });
    proxy.stall();
    await lookUp(store, 'key');
    scheduler.ahead += 1_001;
    const probe = store.get('key') as ReturnType<typeof of>;
    const probing = probe.subscribe();
    expect(store.get('key')).toBeUndefined();
    probing.unsubscribe();
    expect(store.get('key')).toBeDefined();
  });

  it('should survive a client that throws, and leave it alone', async () => {
    const told: string[] = [];
    let asked = 0;
    const broken = () => {
      asked++;
      throw new Error('closed');
    };
    const store = redisCache(
      { get: broken, set: broken },
      { onError: (message: string) => told.push(message) },
    );
    const [first, second] = [store.get('key'), store.get('key')] as Observable<CacheLookup>[];
    expect(await firstValueFrom(first as Observable<CacheLookup>)).toBeUndefined();
    expect(await firstValueFrom(second as Observable<CacheLookup>)).toBeUndefined();
    store.set('key', 'value');
    expect([asked, told]).toEqual([1, ['closed']]);
  });

  it('should not take the time of an answer that has come for a time-out', async () => {
    const { redis } = await storeOn(server.port);
    const scheduler = new VirtualTimeScheduler();
    const told: string[] = [];
    const store = redisCache(redis, { scheduler, onError: (message) => told.push(message) });
    await lookUp(store, 'key');
    scheduler.flush();
    expect(told).toEqual([]);
    expect(store.get('key')).toBeDefined();
  });

  it('should refuse options that cannot be', () => {
    const redis = {} as RedisLike;
    expect(() => redisCache(redis, { ttlSeconds: 0 })).toThrow(
      'expected ttlSeconds to be a number from 0.001',
    );
    expect(() => redisCache(redis, { timeoutMs: 0 })).toThrow(RangeError);
    expect(() => redisCache(redis, { coolDownMs: -1 })).toThrow(RangeError);
  });
});
