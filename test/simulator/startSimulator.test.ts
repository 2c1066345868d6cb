import { request } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../src/simulator/startSimulator.js';
import { until } from '../helpers/until.js';
import { ask, chatBody } from './ask.js';

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator();
});
afterEach(() => simulator.close());

const chat = () => ask(`${simulator.url}/chat/completions`, chatBody('Why?'));

describe('startSimulator', () => {
  it('should notice at once a client that goes away, waiting or in the middle of a stream', async () => {
    simulator.setFaults({ firstTokenMs: 60_000, maxInFlight: 1 });
    const waiting = new AbortController();
    const pending = request(`${simulator.url}/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer k', 'content-type': 'application/json' },
      body: chatBody('Why?'),
      signal: waiting.signal,
    }).catch((error: Error) => error.name);
    await until(() => simulator.stats().inFlight === 1);
    waiting.abort();
    await pending;
    await until(() => simulator.stats().inFlight === 0);
    simulator.setFaults({ firstTokenMs: 0, perTokenMs: 10_000 });
    const response = await request(`${simulator.url}/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer k', 'content-type': 'application/json' },
      body: chatBody('Why?', { stream: true }),
    });
    response.body.on('error', () => undefined).destroy();
    await until(() => simulator.stats().inFlight === 0);

    expect(simulator.stats()).toMatchObject({ cancelledByClient: 2, brokenBySimulator: 0 });
    simulator.setFaults({ perTokenMs: 0 });
    expect((await chat()).status).toBe(200);
  });

  it('should refuse connections for a while, cut those that are open, and come back on the same port', async () => {
    simulator.setFaults({ firstTokenMs: 60_000 });
    const cut = chat().catch((error: NodeJS.ErrnoException) => error.code);
    await until(() => simulator.stats().inFlight === 1);
    simulator.setFaults({ firstTokenMs: 0, refuseForMs: 60_000 });
    const refused = await chat().catch((error: NodeJS.ErrnoException) => error.code);
    simulator.setFaults({ refuseForMs: 0 });
    let answered = await chat().catch(() => null);
    while (answered === null) answered = await chat().catch(() => null);

    expect(await cut).toMatch(/UND_ERR_SOCKET|ECONNRESET/);
    expect(refused).toBe('ECONNREFUSED');
    expect(answered.status).toBe(200);
    expect(simulator.stats()).toMatchObject({ brokenBySimulator: 1, cancelledByClient: 0 });
  });

  it('should come back by itself when the time is over, and close while it refuses', async () => {
    simulator.setFaults({ refuseForMs: 30 });
    let answered = await chat().catch(() => null);
    expect(answered).toBeNull();
    while (answered === null) answered = await chat().catch(() => null);
    simulator.setFaults({ refuseForMs: 60_000 });
    await simulator.close();

    expect(answered.status).toBe(200);
  });

  it('should refuse again when it is told so while it is coming back', async () => {
    for (const refuseForMs of [60_000, 0, 60_000]) simulator.setFaults({ refuseForMs });
    const outcomes: unknown[] = [];
    for (let index = 0; index < 5; index++) {
      outcomes.push(await chat().catch((error: NodeJS.ErrnoException) => error.code));
    }

    expect(outcomes.at(-1)).toBe('ECONNREFUSED');
  });

  it('should show what it saw and change its faults by HTTP', async () => {
    await chat();
    const changed = await ask(`${simulator.url}/__faults`, '{"status500Rate":1}');
    const failed = await chat();
    const stats = await request(`${simulator.url}/__stats`);

    expect(JSON.parse(changed.text)).toMatchObject({ status500Rate: 1, maxInFlight: null });
    expect(failed.status).toBe(500);
    expect(await stats.body.json()).toMatchObject({
      requests: 2,
      byPath: { '/chat/completions': { '200': 1, '500': 1 } },
      byStatus: { '200': 1, '500': 1 },
      inFlight: 0,
      peakInFlight: 1,
    });
  });

  it('should refuse wrong faults by HTTP with 400, and a form that a web page could send with 415', async () => {
    const wrong = await ask(`${simulator.url}/__faults`, '{"latencyMs":1}');
    const form = await ask(`${simulator.url}/__faults`, '{}', { 'content-type': 'text/plain' });

    expect([wrong.status, form.status]).toEqual([400, 415]);
    expect(wrong.text).toContain('got latencyMs');
  });

  it.each([
    [{ firstTokenMS: 1 }, 'expected a field of faults, got firstTokenMS; did you mean firstTokenMs?'],
    [{ maxInflights: 1 }, 'expected a field of faults, got maxInflights; did you mean maxInFlight?'],
    [{ firstTokenMs: -1 }, 'expected faults.firstTokenMs to be >=0, got -1'],
    [{ status500Rate: 1.5 }, 'expected faults.status500Rate to be <=1, got 1.5'],
    [{ maxInFlight: 'x' }, 'expected faults.maxInFlight to be number, got "x"'],
    [{ statusRates: { 200: 1 } }, 'expected a status from 400 to 599 in faults.statusRates, got 200'],
    [
      { roleOn: 'frist' },
      'expected faults.roleOn to be one of "first"|"none"|"everyChunk"|"nullContent", got "frist"; did you mean first?',
    ],
    [
      { next: ['ok', 'abortd'] },
      'expected faults.next.1 to be ok, status503 or the like, or a fault without its Rate such as aborted, got "abortd"',
    ],
    [
      { status500Rate: 0.6, status503Rate: 0.6 },
      'expected the rates in faults to add up to at most 1, got 1.2',
    ],
  ])('should refuse the faults %j and keep those in force', async (faults, message) => {
    expect(() => simulator.setFaults(faults as never)).toThrow(message);
    expect((await chat()).status).toBe(200);
    await expect(startSimulator({ faults: faults as never })).rejects.toMatchObject({
      code: 'bad_config',
      message,
    });
  });

  it('should refuse an unknown option and a port that is taken', async () => {
    await expect(startSimulator({ sed: 1 } as never)).rejects.toThrow('got sed; did you mean seed?');
    await expect(startSimulator({ port: simulator.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('should destroy open connections when it closes', async () => {
    simulator.setFaults({ stallBeforeAnswerRate: 1 });
    const pending = chat().catch((error: NodeJS.ErrnoException) => error.code);
    await until(() => simulator.stats().inFlight === 1);
    await simulator.close();

    expect(await pending).toMatch(/UND_ERR_SOCKET|ECONNRESET/);
    await simulator.close();
  });
});
