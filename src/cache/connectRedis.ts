import type { Redis } from 'ioredis';
import { ConfigError } from '../errors/ConfigError.js';

/** Options of {@link connectRedis}. */
export interface ConnectRedisOptions {
  /** How long to wait for the first connection, in milliseconds. Default 1,000. */
  readonly connectTimeoutMs?: number;
  /** Told in words when the connection breaks or cannot be made. Never holds the password. */
  readonly onError?: (message: string) => void;
}

/** After the limit for the connection itself, which tells more. */
const SLACK_MS = 50;

/**
 * Connects to Redis for a cache: a command without a connection fails at once in place of waiting for one, and
 * the connection is made again in the background. Resolves when it stands, or when the first try has failed: a
 * Redis that is down is no reason not to start. Loads ioredis only now. Call `disconnect()` at the end.
 *
 * @param url `redis://[user:password@]host[:port][/db]`, or `rediss://` for TLS. ConfigError when it is none.
 */
export async function connectRedis(
  url: string,
  { connectTimeoutMs = 1_000, onError }: ConnectRedisOptions = {},
): Promise<Redis> {
  if (!URL.canParse(url) || !/^rediss?:$/.test(new URL(url).protocol)) {
    // The URL itself may hold a password, so the message does not show it.
    throw new ConfigError('expected a Redis URL such as redis://localhost:6379');
  }
  const { Redis } = await import('ioredis');
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: connectTimeoutMs,
    // For a socket that is closed already ioredis waits it out, and holds the process.
    disconnectTimeout: 100,
    enableOfflineQueue: false,
    // A command that a broken connection left without a reply is not sent again: a cache can do without.
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    retryStrategy: (times) => Math.min(times * 100, 2_000),
  });
  // Without a listener ioredis prints every error. The same one comes again with every try: told once.
  let last: string | undefined;
  redis.on('error', ({ message, code }: Error & { readonly code?: string }) => {
    const words = message || code || 'no connection';
    if (words !== last) onError?.(`Redis: ${words}`);
    last = words;
  });
  redis.on('ready', () => {
    last = undefined;
  });
  let timer: NodeJS.Timeout | undefined;
  // A server that takes the connection and says nothing: no limit of ioredis counts then.
  const silence = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      onError?.(`Redis: no reply within ${connectTimeoutMs} ms`);
      resolve();
    }, connectTimeoutMs + SLACK_MS);
  });
  // Of an error the listener has been told.
  await Promise.race([redis.connect().catch(() => {}), silence]);
  clearTimeout(timer);
  return redis;
}
