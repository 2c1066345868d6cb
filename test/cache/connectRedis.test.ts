import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { connectRedis } from '../../src/cache/connectRedis.js';
import { hasRedis, NO_REDIS, redisServer } from '../helpers/redisServer.js';

describe('connectRedis', () => {
  it('should refuse what is no Redis URL, without showing it', async () => {
    for (const url of ['', 'localhost:6379', 'http://user:s3cret@host', 'redis//:s3cret@host']) {
      const error: unknown = await connectRedis(url).catch((caught: unknown) => caught);
      expect(error).toMatchObject({ code: 'bad_config' });
      expect(inspect(error)).not.toContain('s3cret');
    }
  });
});

describe.skipIf(!hasRedis)(`connectRedis to a server${hasRedis ? '' : ` (${NO_REDIS})`}`, () => {
  it('should stand when it resolves', async () => {
    const server = await redisServer({ password: 's3cret' });
    const redis = await connectRedis(`redis://:s3cret@127.0.0.1:${server.port}`);
    expect(await redis.ping()).toBe('PONG');
    redis.disconnect();
    await server.kill();
  });

  it('should not show the password when it is wrong', async () => {
    const server = await redisServer({ password: 'right' });
    const told: string[] = [];
    const onError = (message: string) => told.push(message);
    const redis = await connectRedis(`redis://:s3cret@127.0.0.1:${server.port}`, { onError });
    await expect(redis.ping()).rejects.toThrow();
    redis.disconnect();
    await server.kill();
    expect(told.join()).toMatch(/WRONGPASS|NOAUTH/);
    expect(told.join()).not.toContain('s3cret');
  });

  it('should resolve when the server is silent, and tell it', async () => {
    const server = createServer(() => {}).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const told: string[] = [];
    const redis = await connectRedis(`redis://127.0.0.1:${port}`, {
      connectTimeoutMs: 100,
      onError: (message) => told.push(message),
    });
    await expect(redis.get('key')).rejects.toThrow();
    redis.disconnect();
    server.close();
    expect(told).toEqual(['Redis: no reply within 100 ms']);
  });

  it('should not hold the process when it is let go of, whether it stood or not', async () => {
    const server = await redisServer();
    await server.kill();
    const redis = await connectRedis(server.url);
    redis.disconnect();
    const begun = performance.now();
    const isHeld = () => process.getActiveResourcesInfo().includes('Timeout');
    while (isHeld() && performance.now() - begun < 5_000) await new Promise((done) => setImmediate(done));
    expect(performance.now() - begun).toBeLessThan(1_000);
  });

  it('should resolve when nobody answers, and tell it once', async () => {
    const server = await redisServer();
    await server.kill();
    const told: string[] = [];
    const redis = await connectRedis(server.url, { onError: (message) => told.push(message) });
    await expect(redis.get('key')).rejects.toThrow();
    redis.disconnect();
    expect(told).toHaveLength(1);
    expect(told[0]).toContain('ECONNREFUSED');
  });
});
