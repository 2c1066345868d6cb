import { asyncScheduler, Observable, type SchedulerLike } from 'rxjs';
import { expectNumber, MAX_TIMER_MS } from '../engine/expectNumber.js';
import type { CacheLookup, CacheStore } from '../types/CacheStore.js';

/** What a {@link redisCache} needs of a Redis client; ioredis has it. */
export interface RedisLike {
  get(key: string): PromiseLike<string | null>;
  set(key: string, value: string, expiry: 'PX', milliseconds: number): PromiseLike<unknown>;
}

/** Options of {@link redisCache}. */
export interface RedisCacheOptions {
  /** How long an answer is good. Default 3,600. Minimum 0.001. */
  readonly ttlSeconds?: number;
  /** Stands before every key. Default `rxprompt:`. */
  readonly prefix?: string;
  /** A look-up that takes longer is a miss, in milliseconds. Default 100. Minimum 1. */
  readonly timeoutMs?: number;
  /** How long Redis is left alone after a failure, in milliseconds. Default 5,000. Minimum 0. */
  readonly coolDownMs?: number;
  /**
   * Told what failed, once for each time that Redis is left alone. It gets the words only: the error of a client
   * may hold the command, and with it answers or a password.
   */
  readonly onError?: (message: string) => void;
  /** Default `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

/**
 * Answers in Redis, shared by processes. It never fails: what goes wrong is a miss. After an error or a time-out
 * Redis is left alone for `coolDownMs`, then one look-up probes it while the others go without, so a dead Redis
 * costs one time-out and not one for each prompt. Writing waits for nothing.
 */
export function redisCache(
  redis: RedisLike,
  {
    ttlSeconds = 3_600,
    prefix = 'rxprompt:',
    timeoutMs = 100,
    coolDownMs = 5_000,
    onError,
    scheduler = asyncScheduler,
  }: RedisCacheOptions = {},
): CacheStore {
  expectNumber('ttlSeconds', ttlSeconds, { min: 0.001, max: Number.MAX_SAFE_INTEGER / 1_000 });
  expectNumber('timeoutMs', timeoutMs, { min: 1, max: MAX_TIMER_MS });
  expectNumber('coolDownMs', coolDownMs, { min: 0 });
  const ttlMs = Math.ceil(ttlSeconds * 1_000);
  // Left alone until then; undefined while Redis is well.
  let downUntil: number | undefined;
  let probing = false;

  const isLeftAlone = () => downUntil !== undefined && (probing || scheduler.now() < downUntil);
  const fail = (error: unknown) => {
    const isNews = downUntil === undefined || scheduler.now() >= downUntil;
    downUntil = scheduler.now() + coolDownMs;
    if (isNews) onError?.(error instanceof Error ? error.message : String(error));
  };

  const lookUp = (key: string) =>
    new Observable<CacheLookup>((subscriber) => {
      if (isLeftAlone()) {
        subscriber.next(undefined);
        subscriber.complete();
        return;
      }
      const isProbe = downUntil !== undefined;
      probing = isProbe;
      const say = (found: CacheLookup) => {
        subscriber.next(found);
        subscriber.complete();
      };
      const timer = scheduler.schedule(() => {
        fail(`no reply within ${timeoutMs} ms`);
        say(undefined);
      }, timeoutMs);
      subscriber.add(() => {
        timer.unsubscribe();
        if (isProbe) probing = false;
      });
      settle(
        () => redis.get(prefix + key),
        (value) => {
          // Too late, or nobody listens any more.
          if (subscriber.closed) return;
          downUntil = undefined;
          say(typeof value === 'string' ? { value, tier: 'redis' } : undefined);
        },
        (error) => {
          if (subscriber.closed) return;
          fail(error);
          say(undefined);
        },
      );
    });

  return {
    tiers: ['redis'],
    get: (key) => (isLeftAlone() ? undefined : lookUp(key)),
    set(key, value) {
      // Whether Redis is back the next look-up finds out: a value must not pile up behind a dead connection.
      if (downUntil !== undefined) return;
      settle(
        () => redis.set(prefix + key, value, 'PX', ttlMs),
        () => {},
        fail,
      );
    },
  };
}

/** `then` for a client that may also throw, and with a handler for every rejection. */
function settle<T>(
  start: () => PromiseLike<T>,
  done: (value: T) => void,
  failed: (error: unknown) => void,
): void {
  try {
    start().then(done, failed);
  } catch (error) {
    failed(error);
  }
}
