import { readFileSync } from 'node:fs';
import { constants, createSecureServer, type Http2SecureServer, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { lastValueFrom } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { aPrompt } from '../helpers/aPrompt.js';
import { chatAnswer, chatStream, rawAnswer, routeTo } from './serve.js';

const fixture = (name: string) => readFileSync(new URL(`../fixtures/localhost-${name}.pem`, import.meta.url));
const identity = { key: fixture('key'), cert: fixture('cert') };

async function serveTls(connected: (socket: TLSSocket, number: number) => void): Promise<string> {
  let number = 0;
  const sockets: TLSSocket[] = [];
  const server = createTlsServer(identity, (socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    connected(socket, ++number);
  });
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function serveHttp2(server: Http2SecureServer): Promise<string> {
  const sessions: ServerHttp2Session[] = [];
  server.on('session', (session) => sessions.push(session));
  onTestFinished(() => {
    for (const session of sessions) session.destroy();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('over TLS', () => {
  it('should not trust a certificate that nobody vouches for', async () => {
    const url = await serveTls(() => {});
    await expect(lastValueFrom(routeTo(url).route.call(aPrompt()))).rejects.toMatchObject({
      code: 'tls',
      message: expect.stringMatching(/self-signed.*NODE_EXTRA_CA_CERTS/),
      retryable: false,
      failover: true,
    });
  });
});

describe('over TLS with a certificate that is trusted', () => {
  beforeEach(() => void vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0'));
  afterEach(() => void vi.unstubAllEnvs());

  it('should replace a stale connection, but not take a handshake for use', async () => {
    const answer = rawAnswer(chatAnswer('ok'));
    const stale = await serveTls((socket) => {
      let requests = 0;
      socket.on('data', (chunk) => {
        if (!String(chunk).endsWith('}')) return;
        if (++requests === 1) socket.write(answer);
        else socket.destroy();
      });
    });
    const { route, outcomes } = routeTo(stale);
    for (let i = 0; i < 3; i++) {
      expect((await lastValueFrom(route.call(aPrompt()))).text).toBe('ok');
      await new Promise(setImmediate);
    }
    expect(outcomes()).toEqual(['ok', 'ok', 'ok']);

    let connections = 0;
    const fresh = routeTo(
      await serveTls((socket) => {
        connections++;
        socket.once('data', () => socket.destroy());
      }),
    );
    await expect(lastValueFrom(fresh.route.call(aPrompt()))).rejects.toMatchObject({
      code: 'connection_reset',
    });
    expect(connections).toBe(1);
  });

  it('should speak HTTP/2 when asked to, many calls over one connection', async () => {
    let sessions = 0;
    let aborted = 0;
    const server = createSecureServer(identity);
    server.on('session', () => sessions++);
    server.on('stream', (stream) => {
      stream.on('aborted', () => aborted++).on('error', () => {});
      let body = '';
      stream.on('data', (chunk) => {
        body += chunk;
      });
      stream.on('end', () => {
        if (body.includes('silence')) return;
        const streamed = body.includes('"stream":true');
        stream.respond({
          ':status': 200,
          'content-type': streamed ? 'text/event-stream' : 'application/json',
        });
        stream.end(streamed ? chatStream('a', 'b') : chatAnswer('two'));
      });
    });
    const { route, outcomes } = routeTo(await serveHttp2(server), { http2: true, connections: 1 });
    const replies = await Promise.all([1, 2, 3].map(() => lastValueFrom(route.call(aPrompt()))));
    expect(replies.map(({ text }) => text)).toEqual(['two', 'two', 'two']);
    expect(await lastValueFrom(route.stream(aPrompt()))).toMatchObject({ reply: { text: 'ab' } });
    expect(sessions).toBe(1);

    const silent = route.call(aPrompt({ params: { user_id: 'silence' } })).subscribe();
    const other = lastValueFrom(route.call(aPrompt()));
    await other;
    silent.unsubscribe();
    await expect.poll(() => aborted).toBe(1);
    expect((await lastValueFrom(route.call(aPrompt()))).text).toBe('two');
    expect(sessions).toBe(1);
    expect(outcomes().at(-2)).toBe('cancelled');
  });

  it('should not begin anew what was half answered when an HTTP/2 connection ends', async () => {
    let streams = 0;
    const server = createSecureServer(identity);
    server.on('stream', (stream) => {
      stream.on('error', () => {}).resume();
      stream.respond({ ':status': 200, 'content-type': 'text/event-stream' });
      stream.write(chatStream('half').slice(0, 90));
      if (++streams === 2) setTimeout(() => stream.session?.goaway(0), 20);
    });
    const { route } = routeTo(await serveHttp2(server), { http2: true, connections: 1 });
    const texts: string[][] = [];
    const calls = [0, 1].map((index) => {
      const mine: string[] = [];
      texts[index] = mine;
      return route
        .stream(aPrompt())
        .forEach((delta) => void (delta.type === 'text' && mine.push(delta.text)));
    });
    for (const result of await Promise.allSettled(calls)) {
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'stream_cut' } });
    }
    expect(texts).toEqual([['half'], ['half']]);
  });

  it.each([
    ['send again what was left unanswered on an HTTP/2 connection that said goodbye', 'goaway', 2],
    ['take the reset of an HTTP/2 stream for an answer', 'reset', 1],
  ] as const)('should %s', async (_, end, sessions) => {
    let streams = 0;
    const seen = new Set<unknown>();
    const server = createSecureServer(identity);
    server.on('stream', (stream) => {
      seen.add(stream.session);
      stream.on('error', () => {}).resume();
      if (++streams !== 2) {
        stream.respond({ ':status': 200, 'content-type': 'application/json' });
        stream.end(chatAnswer('ok'));
      } else if (end === 'goaway') stream.session?.goaway(0);
      else stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    });
    const { route, outcomes } = routeTo(await serveHttp2(server), { http2: true, connections: 1 });
    await lastValueFrom(route.call(aPrompt()));
    const second = await lastValueFrom(route.call(aPrompt())).catch((error: { code: string }) => error.code);

    expect(second).toEqual(end === 'goaway' ? expect.objectContaining({ text: 'ok' }) : 'connection_reset');
    expect(outcomes()).toEqual(['ok', end === 'goaway' ? 'ok' : 'connection_reset']);
    expect([streams, seen.size]).toEqual([end === 'goaway' ? 3 : 2, sessions]);
  });

  it('should say so when the other side does not speak HTTP/2', async () => {
    const { route } = routeTo(await serveTls(() => {}), { http2: true });
    await expect(lastValueFrom(route.call(aPrompt()))).rejects.toMatchObject({
      code: 'tls',
      message: expect.stringMatching(/does not speak HTTP\/2; leave http2 out/),
    });
  });
});
