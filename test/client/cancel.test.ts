import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { lastValueFrom, type Observable, take } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { deadline } from '../../operators/deadline.js';
import { aPrompt } from '../helpers/aPrompt.js';
import { chatAnswer, chatStream, rawAnswer, routeTo, serveHttp, serveRaw } from './serve.js';

const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

/** A server that takes requests and says `head`, if anything, and no more. */
async function serveSilence(head = '') {
  const open = new Set<Socket>();
  let requests = 0;
  const url = await serveRaw((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('data', () => {
      requests++;
      if (head !== '') socket.write(head);
    });
  });
  return { url, open, requests: () => requests };
}

describe('unsubscribing', () => {
  it('should close the socket of a request that was sent', async () => {
    const { url, open, requests } = await serveSilence();
    const { route, outcomes } = routeTo(url);
    const subscription = route.call(aPrompt()).subscribe();
    await expect.poll(requests).toBeGreaterThan(0);
    const before = timers();
    subscription.unsubscribe();
    await expect.poll(() => open.size).toBe(0);
    expect(outcomes()).toEqual(['cancelled']);
    expect(timers()).toBeLessThanOrEqual(before);
  });

  it('should tell a limit of time from somebody who does not want the answer any more', async () => {
    const { url, requests } = await serveSilence();
    const { route, outcomes } = routeTo(url);
    const late = (call: Observable<unknown>) => lastValueFrom(call).catch(({ code }) => code);
    expect(await late(route.call(aPrompt()).pipe(deadline({ totalMs: 50 })))).toBe('timeout');
    expect(await late(route.stream(aPrompt()).pipe(deadline({ firstMs: 50 })))).toBe('timeout');
    const unwanted = route
      .call(aPrompt())
      .pipe(deadline({ totalMs: 5_000 }))
      .subscribe();
    await expect.poll(requests).toBe(3);
    unwanted.unsubscribe();
    expect(outcomes()).toEqual(['timeout', 'timeout', 'cancelled']);
  });

  it('should close the socket in the middle of a body', async () => {
    const { url, open } = await serveSilence(
      `HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: 100000\r\n\r\n${chatStream('a', 'b').slice(0, 90)}`,
    );
    const { route, outcomes } = routeTo(url);
    const deltas: unknown[] = [];
    await route
      .stream(aPrompt())
      .pipe(take(1))
      .forEach((delta) => void deltas.push(delta));
    expect(deltas).toEqual([{ type: 'text', text: 'a' }]);
    await expect.poll(() => open.size).toBe(0);
    expect(outcomes()).toEqual(['cancelled']);
  });

  it('should give up a connection that is being made', async () => {
    const connected: (number | undefined)[] = [];
    let closed = 0;
    const url = await serveRaw((socket) => {
      connected.push(socket.remotePort);
      socket.on('close', () => closed++).resume();
    });
    const { route, outcomes } = routeTo(url);
    const before = timers();
    route.call(aPrompt()).subscribe().unsubscribe();
    expect(outcomes()).toEqual(['cancelled']);
    // Its limit of time goes with it.
    await new Promise(setImmediate);
    expect(timers()).toBe(before);
    // The kernel may have shaken hands already; then the socket is closed at once. Connections are accepted in order:
    // once the server has seen a later one, it has seen all that there was.
    const later = connect(Number(new URL(url).port), '127.0.0.1');
    await once(later, 'connect');
    await expect.poll(() => connected).toContain(later.localPort);
    later.destroy();
    await expect.poll(() => closed).toBe(connected.length);
  });

  it('should leave the queue of a busy pool, and the connection to the others', async () => {
    const answers: (() => void)[] = [];
    const asked: string[] = [];
    let connections = 0;
    const url = await serveHttp((request, response) => {
      asked.push(JSON.parse(request.text).user_id);
      answers.push(() => response.end(chatAnswer('ok')));
      request.socket.once('close', () => connections++);
    });
    const { route, outcomes } = routeTo(url, { connections: 1 });
    const named = (user_id: string) => route.call(aPrompt({ params: { user_id } }));
    const first = lastValueFrom(named('first'));
    const second = named('second').subscribe();
    const third = lastValueFrom(named('third'));
    await expect.poll(() => answers.length).toBe(1);
    second.unsubscribe();
    answers.shift()?.();
    await first;
    await expect.poll(() => answers.length).toBe(1);
    answers.shift()?.();
    await third;
    expect(asked).toEqual(['first', 'third']);
    expect(outcomes()).toEqual(['cancelled', 'ok', 'ok']);
    expect(connections).toBe(0);
  });

  it('should be without effect after the answer', async () => {
    let requests = 0;
    const url = await serveRaw((socket) => {
      socket.on('data', () => {
        requests++;
        socket.write(rawAnswer(chatAnswer('ok')));
      });
    });
    const { route, outcomes } = routeTo(url);
    const subscription = route.call(aPrompt()).subscribe();
    await expect.poll(outcomes).toEqual(['ok']);
    subscription.unsubscribe();
    await new Promise(setImmediate);
    await lastValueFrom(route.call(aPrompt()));
    expect(outcomes()).toEqual(['ok', 'ok']);
    expect(requests).toBeGreaterThan(1);
  });

  it('should happen to everything that runs when the route is closed', async () => {
    const { url, open, requests } = await serveSilence();
    const { route, outcomes } = routeTo(url, { connections: 1 });
    const calls = [1, 2].map(() => lastValueFrom(route.call(aPrompt())));
    const failures = Promise.allSettled(calls);
    await expect.poll(requests).toBeGreaterThan(0);
    await route.close();
    for (const result of await failures) {
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'closed', retryable: false } });
    }
    await expect.poll(() => open.size).toBe(0);
    expect(outcomes()).toEqual(['closed', 'closed']);
    await expect(lastValueFrom(route.call(aPrompt()))).rejects.toMatchObject({ code: 'closed' });
  });
});
