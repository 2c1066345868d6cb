import { memoryCache } from '../../cache/memoryCache.js';
import { ConfigError } from '../../errors/ConfigError.js';
import type { CacheStore } from '../../types/CacheStore.js';
import { say } from '../say.js';
import type { Settings } from './settingsOf.js';

/** A store of answers, and how to let go of it. */
export interface OpenCache {
  readonly store: CacheStore | undefined;
  close(): void;
}

/** Opens what `--cache` and `--redis` ask for. A Redis that is down is told, and the run goes on without it. */
export async function openCache(
  { cache, cacheTtlSeconds: ttlSeconds }: Settings,
  url: string | undefined,
): Promise<OpenCache> {
  if (cache === 'off') return { store: undefined, close() {} };
  const memory = memoryCache({ ttlSeconds });
  if (url === undefined) return { store: memory, close() {} };

  const { connectRedis } = await import('../../cache/connectRedis.js');
  const { redisCache } = await import('../../cache/redisCache.js');
  const { tieredCache } = await import('../../cache/tieredCache.js');
  const onError = (message: string) => say(`${message}; the run goes on without it`);
  const redis = await connectRedis(url, { onError }).catch((error: unknown) => {
    if (error instanceof ConfigError) throw new ConfigError(`--redis: ${error.message}`, error);
    throw error;
  });
  let stalled = false;
  return {
    store: tieredCache(
      memory,
      redisCache(redis, {
        ttlSeconds,
        // Of other troubles the connection tells itself; this one comes back with every probe.
        onError(message) {
          if (stalled || !message.startsWith('no reply')) return;
          stalled = true;
          onError(`Redis: ${message}`);
        },
      }),
    ),
    close: () => redis.disconnect(),
  };
}
