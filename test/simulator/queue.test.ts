import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../src/simulator/startSimulator.js';
import { ask, chatBody } from './ask.js';

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator({ answerTokens: 5 });
});
afterEach(() => simulator.close());

const body = (more = {}) => chatBody('Why?', { thinking: { type: 'disabled' }, ...more });
const post = (more = {}) => ask(`${simulator.url}/chat/completions`, body(more));
const waiting = async (count: number) => {
  while (simulator.stats().inFlight < count) await new Promise(setImmediate);
};

describe('the queue of the simulator', () => {
  it('should serve as many at once as it has slots, first come, first served, and refuse nobody', async () => {
    simulator.setFaults({ slots: 2, firstTokenMs: 20 });
    const from = performance.now();
    const order: number[] = [];
    await Promise.all(
      Array.from({ length: 6 }, async (_, index) => {
        expect((await post()).status).toBe(200);
        order.push(Math.floor(index / 2));
      }),
    );

    expect(performance.now() - from).toBeGreaterThanOrEqual(59);
    expect(order.length).toBe(6);
    expect(simulator.stats().byStatus).toEqual({ '200': 6 });
  });

  it('should send blank lines and comments to those who queue, and pass the slot on when one goes away', async () => {
    simulator.setFaults({ slots: 1, firstTokenMs: 60_000, keepAliveIntervalMs: 10 });
    const leaving = new AbortController();
    const first = fetch(`${simulator.url}/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer k', 'content-type': 'application/json' },
      body: body(),
      signal: leaving.signal,
    }).then(
      (response) => response.text().catch(() => 'gone'),
      () => 'gone',
    );
    await waiting(1);
    simulator.setFaults({ firstTokenMs: 25 });
    const [whole, stream] = [post(), post({ stream: true })];
    await waiting(3);
    leaving.abort();

    expect((await whole).text).toMatch(/^\n+\{"id"/);
    expect((await stream).text).toMatch(/^(: keep-alive\n\n)+data: /);
    expect(await first).toBe('gone');
  });

  it('should refuse with 503 what the queue has no room for', async () => {
    simulator.setFaults({ slots: 1, maxQueued: 1, firstTokenMs: 30 });
    const [first, second] = [post(), post()];
    await waiting(2);
    const third = await post();

    expect([(await first).status, (await second).status, third.status]).toEqual([200, 200, 503]);
    expect(third.text).toContain('Service is too busy');
  });

  it('should close the connection of one that has queued too long, and let the others in', async () => {
    simulator.setFaults({ slots: 1, firstTokenMs: 80, maxWaitMs: 40 });
    // Its first token is known to come too late.
    const late = post().catch((error: Error) => error.constructor.name);
    await waiting(1);
    const queued = post().catch((error: Error) => error.constructor.name);

    expect([await late, await queued]).toEqual(['SocketError', 'SocketError']);
    expect(simulator.stats()).toMatchObject({ brokenBySimulator: 2, cancelledByClient: 0 });
    simulator.setFaults({ firstTokenMs: 0 });
    expect((await post()).status).toBe(200);
  });

  it('should let those in who wait when slots are added', async () => {
    simulator.setFaults({ slots: 1, firstTokenMs: 60_000 });
    const stuck = post().catch(() => null);
    await waiting(1);
    simulator.setFaults({ firstTokenMs: 0 });
    const next = post();
    await waiting(2);
    simulator.setFaults({ slots: 2 });

    expect((await next).status).toBe(200);
    await simulator.close();
    await stuck;
  });
});
