import type { Socket } from 'node:net';
import { lastValueFrom, retry } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { aPrompt } from '../helpers/aPrompt.js';
import { chatAnswer, rawAnswer, routeTo, serveRaw } from './serve.js';

const answer = rawAnswer(chatAnswer('ok'));

/** Calls back with each request on a connection, numbered from 1. Our requests come in one piece or two. */
function eachRequest(socket: Socket, onRequest: (number: number) => void): void {
  let number = 0;
  let seen = '';
  socket.setEncoding('latin1').on('data', (chunk) => {
    seen += chunk;
    if (!seen.endsWith('}')) return;
    seen = '';
    onRequest(++number);
  });
}

describe('a connection that an earlier request used', () => {
  for (const [how, drop] of [
    ['closed', (socket: Socket) => socket.end()],
    ['reset', (socket: Socket) => socket.resetAndDestroy()],
  ] as const) {
    it(`should be replaced without a failed attempt when it is ${how} before the first byte`, async () => {
      let connections = 0;
      const url = await serveRaw((socket) => {
        connections++;
        eachRequest(socket, (number) => (number === 1 ? socket.write(answer) : drop(socket)));
      });
      const { route, outcomes } = routeTo(url);
      for (let i = 0; i < 4; i++) {
        const reply = await lastValueFrom(route.call(aPrompt()));
        expect(reply).toMatchObject({ text: 'ok', attempts: 1 });
        await new Promise(setImmediate);
      }
      expect(outcomes()).toEqual(['ok', 'ok', 'ok', 'ok']);
      expect(connections).toBe(4);
    });
  }

  it('should be an error at once when requests may not be sent again', async () => {
    let requests = 0;
    const url = await serveRaw((socket) => {
      eachRequest(socket, (number) => {
        requests++;
        if (number === 1) socket.write(answer);
        else socket.resetAndDestroy();
      });
    });
    const { route } = routeTo(url, { resend: false });
    await lastValueFrom(route.call(aPrompt()));
    await new Promise(setImmediate);
    await expect(lastValueFrom(route.call(aPrompt()))).rejects.toMatchObject({
      code: 'connection_reset',
      unbilled: false,
    });
    expect(requests).toBe(2);
  });

  it('should send a request again only once', async () => {
    let requests = 0;
    // Every connection serves one request, and drops the second; the third one drops its first.
    const url = await serveRaw((socket, connection) => {
      eachRequest(socket, (number) => {
        requests++;
        if (connection === 1 && number === 1) socket.write(answer);
        else socket.resetAndDestroy();
      });
    });
    const { route, outcomes } = routeTo(url);
    await lastValueFrom(route.call(aPrompt()));
    await new Promise(setImmediate);
    await expect(lastValueFrom(route.call(aPrompt()))).rejects.toMatchObject({ code: 'connection_reset' });
    expect(requests).toBe(3);
    expect(outcomes()).toEqual(['ok', 'connection_reset']);
  });

  it('should not hide a break after the first byte', async () => {
    const url = await serveRaw((socket) => {
      eachRequest(socket, (number) => {
        if (number === 1) socket.write(answer);
        else socket.write('HTTP/1.1 2', () => setImmediate(() => socket.resetAndDestroy()));
      });
    });
    const { route, outcomes } = routeTo(url);
    await lastValueFrom(route.call(aPrompt()));
    await new Promise(setImmediate);
    await expect(lastValueFrom(route.call(aPrompt()))).rejects.toMatchObject({ code: 'connection_reset' });
    expect(outcomes()).toEqual(['ok', 'connection_reset']);
  });
});

describe('a fresh connection', () => {
  it('should fail with connection_reset when it breaks', async () => {
    let connections = 0;
    const url = await serveRaw((socket) => {
      connections++;
      eachRequest(socket, () => socket.resetAndDestroy());
    });
    const { route, outcomes } = routeTo(url);
    await expect(lastValueFrom(route.call(aPrompt()))).rejects.toMatchObject({
      code: 'connection_reset',
      retryable: true,
      failover: true,
      httpStatus: null,
      attempts: 1,
      route: 'main',
    });
    expect(connections).toBe(1);
    expect(outcomes()).toEqual(['connection_reset']);
  });

  it('should serve the retry of a failure from within the failure', async () => {
    const url = await serveRaw((socket, connection) => {
      eachRequest(socket, () => (connection < 5 ? socket.resetAndDestroy() : socket.write(answer)));
    });
    const { route, outcomes } = routeTo(url, { connections: 1 });
    expect((await lastValueFrom(route.call(aPrompt()).pipe(retry(5)))).text).toBe('ok');
    expect(outcomes()).toHaveLength(5);
  });
});
