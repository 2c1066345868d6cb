import { lastValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { HttpRoute } from '../../src/client/createRoute.js';
import { aPrompt } from '../helpers/aPrompt.js';
import { chatAnswer, type Got, routeTo, serveHttp } from './serve.js';

/** A server that counts connections, says who asked, and answers with these headers. */
async function serveCounted(headers: Readonly<Record<string, string>> = {}, holds: string[] = []) {
  const connections = new Set<Got['socket']>();
  const asked: string[] = [];
  const held: (() => void)[] = [];
  const url = await serveHttp((request, response) => {
    connections.add(request.socket);
    const name = JSON.parse(request.text).user_id as string;
    asked.push(name);
    const answer = () => response.writeHead(200, headers).end(chatAnswer(name));
    if (holds.includes(name)) held.push(answer);
    else answer();
  });
  return { url, asked, held, connections: () => connections.size };
}

const named = (route: HttpRoute, user_id: string) => route.call(aPrompt({ params: { user_id } }));

/** Asks one after the other, each from within the end of the one before. */
function inARow(route: HttpRoute, names: readonly string[]): Promise<readonly string[]> {
  const texts: string[] = [];
  return new Promise((resolve, reject) => {
    const ask = (at: number) => {
      named(route, names[at] as string).subscribe({
        next: ({ text }) => texts.push(text),
        error: reject,
        complete: () => (at + 1 < names.length ? ask(at + 1) : resolve(texts)),
      });
    };
    ask(0);
  });
}

const NAMES = ['a', 'b', 'c', 'd', 'e'];

describe('what is sent from within the end of an answer', () => {
  it('should follow on its connection', async () => {
    const { url, connections } = await serveCounted();
    const { route } = routeTo(url);
    expect(await inARow(route, NAMES)).toEqual(NAMES);
    expect(connections()).toBe(1);
  });

  it('should have another when the server closes it', async () => {
    const { url, connections } = await serveCounted({ connection: 'close' });
    const { route, outcomes } = routeTo(url);
    expect(await inARow(route, NAMES)).toEqual(NAMES);
    expect(outcomes()).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
    expect(connections()).toBe(5);
  });

  it('should leave it to others when it is cancelled', async () => {
    const { url, asked, connections } = await serveCounted();
    const { route, outcomes } = routeTo(url);
    await new Promise<void>((resolve) => {
      named(route, 'first').subscribe({
        complete: () => {
          named(route, 'unwanted').subscribe().unsubscribe();
          resolve();
        },
      });
    });
    await new Promise(setImmediate);
    expect((await lastValueFrom(named(route, 'last'))).text).toBe('last');
    expect(asked).toEqual(['first', 'last']);
    expect(outcomes()).toEqual(['ok', 'cancelled', 'ok']);
    expect(connections()).toBe(1);
  });

  it('should not overtake those that wait', async () => {
    const { url, asked, held } = await serveCounted({}, ['first']);
    const { route } = routeTo(url, { connections: 1 });
    const first = inARow(route, ['first', 'follower']);
    const waiting = lastValueFrom(named(route, 'waiting'));
    await expect.poll(() => held.length).toBe(1);
    held[0]?.();
    await Promise.all([first, waiting]);
    expect(asked).toEqual(['first', 'waiting', 'follower']);
  });

  it('should be one alone: others take free connections', async () => {
    const { url, held, connections } = await serveCounted({}, ['b', 'c']);
    const { route } = routeTo(url);
    const both = new Promise<void>((resolve) => {
      named(route, 'a').subscribe({
        complete: () => {
          const calls = ['b', 'c'].map((name) => lastValueFrom(named(route, name)));
          void Promise.all(calls).then(() => resolve());
        },
      });
    });
    await expect.poll(() => held.length).toBe(2);
    for (const answer of held) answer();
    await both;
    expect(connections()).toBe(2);
  });
});
