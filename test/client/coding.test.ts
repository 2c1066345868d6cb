import { brotliCompressSync, constants, createGzip, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { lastValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { aPrompt } from '../helpers/aPrompt.js';
import { chatAnswer, chatStream, routeTo, serveHttp } from './serve.js';

const packers = [
  ['gzip', gzipSync],
  ['x-gzip', gzipSync],
  ['br', brotliCompressSync],
  ['deflate', deflateSync],
  ['Deflate', deflateRawSync],
  ['identity', (body: Buffer) => body],
] as const;

async function routeWith(
  encoding: string,
  body: Buffer,
  type = 'application/json',
  status = 200,
  maxAnswerBytes = 1e6,
) {
  const url = await serveHttp((_request, response) =>
    response.writeHead(status, { 'content-type': type, 'content-encoding': encoding }).end(body),
  );
  return routeTo(url, { maxAnswerBytes }).route;
}

describe('a packed answer', () => {
  it.each(packers)('should be read whole: %s', async (encoding, pack) => {
    const route = await routeWith(encoding, pack(Buffer.from(chatAnswer('packed'))));
    expect((await lastValueFrom(route.call(aPrompt()))).text).toBe('packed');
  });

  it.each(packers.filter(([name]) => name !== 'Deflate'))(
    'should be read as it comes: %s',
    async (encoding, pack) => {
      const route = await routeWith(
        encoding,
        pack(Buffer.from(chatStream('pa', 'cked'))),
        'text/event-stream',
      );
      expect(await lastValueFrom(route.stream(aPrompt()))).toMatchObject({ reply: { text: 'packed' } });
    },
  );

  it('should give its deltas before its end', async () => {
    const url = await serveHttp((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' });
      const gzip = createGzip();
      gzip.pipe(response);
      gzip.write(chatStream('first').split('\n\n')[0]);
      gzip.write('\n\n');
      gzip.flush(constants.Z_SYNC_FLUSH);
    });
    const first = new Promise((resolve, reject) => {
      const subscription = routeTo(url)
        .route.stream(aPrompt())
        .subscribe({
          next: (delta) => {
            subscription.unsubscribe();
            resolve(delta);
          },
          error: reject,
        });
    });
    expect(await first).toEqual({ type: 'text', text: 'first' });
  });

  it('should be read when it is an error too', async () => {
    const route = await routeWith('gzip', gzipSync('{"error":{"message":"busy"}}'), 'application/json', 503);
    await expect(lastValueFrom(route.call(aPrompt()))).rejects.toMatchObject({
      code: 'overloaded',
      message: 'HTTP 503: busy',
    });
  });

  it('should be unpacked no further than the limit', async () => {
    const before = process.memoryUsage().rss;
    const whole = await routeWith('gzip', gzipSync(Buffer.alloc(200e6, ' ')));
    await expect(lastValueFrom(whole.call(aPrompt()))).rejects.toMatchObject({ code: 'answer_too_large' });
    const event = Buffer.concat([Buffer.from('data: '), Buffer.alloc(200e6, 'x')]);
    for (const pack of [gzipSync, brotliCompressSync] as const) {
      const body = pack(event, { level: 1, params: { [constants.BROTLI_PARAM_QUALITY]: 1 } } as never);
      const streamed = await routeWith(pack === gzipSync ? 'gzip' : 'br', body, 'text/event-stream');
      await expect(lastValueFrom(streamed.stream(aPrompt()))).rejects.toMatchObject({
        code: 'answer_too_large',
      });
    }
    // The bombs themselves, 200 MB each, are on this side of the wire too.
    expect(process.memoryUsage().rss - before).toBeLessThan(700e6);
  });

  it('should be a failure when it is broken, cut or packed in an unknown way', async () => {
    const bad = { code: 'bad_response', retryable: true };
    const body = Buffer.from(chatStream('pa', 'cked'));
    const call = async (encoding: string, bytes: Buffer) =>
      lastValueFrom((await routeWith(encoding, bytes)).call(aPrompt()));
    const stream = async (encoding: string, bytes: Buffer) =>
      lastValueFrom((await routeWith(encoding, bytes, 'text/event-stream')).stream(aPrompt()));
    await expect(call('gzip', Buffer.from('not gzip'))).rejects.toMatchObject(bad);
    await expect(call('gzip', gzipSync(body).subarray(0, 40))).rejects.toMatchObject(bad);
    await expect(call('zstd', body)).rejects.toMatchObject(bad);
    await expect(stream('gzip', Buffer.from('not gzip'))).rejects.toMatchObject(bad);
    await expect(stream('zstd', body)).rejects.toMatchObject(bad);
    // Nothing of it could be read.
    await expect(stream('gzip', gzipSync(body).subarray(0, 40))).rejects.toMatchObject({
      code: 'empty_answer',
    });
  });
});
