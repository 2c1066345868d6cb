import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent } from 'undici';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { SimulatorOptions } from '../../../src/simulator/SimulatorOptions.js';
import { startSimulator } from '../../../src/simulator/startSimulator.js';
import { selfSignedCertificate } from '../../../src/simulator/wire/selfSignedCertificate.js';
import { ask, chatBody, events } from '../ask.js';

const off = { thinking: { type: 'disabled' } };

async function secure(options: SimulatorOptions, allowH2: boolean) {
  const simulator = await startSimulator({ answerTokens: 20, ...options });
  const agent = new Agent({ allowH2, connect: { ca: simulator.certificate as string } });
  onTestFinished(async () => {
    await agent.destroy();
    await simulator.close();
  });
  const post = (more = {}) =>
    ask(`${simulator.url}/chat/completions`, chatBody('为什么?', { ...off, ...more }), {}, agent);
  return { simulator, agent, post };
}
const code = (error: NodeJS.ErrnoException) => error.code;

describe('a certificate of its own', () => {
  it('should be for the loopback addresses and the host, for a year, and signed by itself', () => {
    const now = new Date('2026-11-24T10:00:00Z');
    const certificate = new X509Certificate(selfSignedCertificate('fe80::1:2', now).cert);

    expect(certificate.checkHost('localhost')).toBe('localhost');
    for (const address of ['127.0.0.1', '::1', 'fe80::1:2'])
      expect(certificate.checkIP(address)).toBe(address);
    expect(new X509Certificate(selfSignedCertificate('llm.test').cert).checkHost('llm.test')).toBe(
      'llm.test',
    );
    expect([certificate.validFrom, certificate.validTo]).toEqual([
      'Nov 23 10:00:00 2026 GMT',
      'Nov 24 10:00:00 2027 GMT',
    ]);
    expect([certificate.ca, certificate.verify(certificate.publicKey)]).toEqual([true, true]);
  });
});

describe.each([
  ['HTTP/1.1 over TLS', { tls: true }, false],
  ['HTTP/2', { http2: true }, true],
  ['HTTP/1.1 beside HTTP/2', { http2: true }, false],
] as const)('%s', (_, options, allowH2) => {
  it('should answer whole and streamed, refuse, and tell its certificate', async () => {
    const { simulator, post } = await secure(options, allowH2);
    const [whole, stream] = [await post(), await post({ stream: true })];
    simulator.setFaults({ status503Rate: 1 });
    const refused = await post();

    expect(simulator.url).toMatch(/^https:/);
    expect([whole.status, JSON.parse(whole.text).choices.length]).toEqual([200, 1]);
    expect(whole.headers['transfer-encoding']).toBe(allowH2 ? undefined : 'chunked');
    expect(stream.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    expect(stream.text.endsWith('data: [DONE]\n\n')).toBe(true);
    expect(refused.status).toBe(503);
    expect(simulator.stats()).toMatchObject({ cancelledByClient: 0, brokenBySimulator: 0, inFlight: 0 });
  });

  it('should break answers off, and go on afterwards', async () => {
    const { simulator, post } = await secure(options, allowH2);
    const faults = ['resetBeforeAnswer', 'resetMidAnswer', 'closeMidAnswer'];
    simulator.setFaults({ next: faults });
    const ends: unknown[] = [];
    // Node takes a stream of HTTP/2 that was cancelled for one that has ended.
    for (const _ of faults)
      ends.push(await post({ stream: true }).then(({ text }) => text.includes('[DONE]'), code));

    const cut = allowH2 ? false : expect.stringMatching(/ECONNRESET|UND_ERR/);
    const reset = expect.stringMatching(/ECONNRESET|UND_ERR|ERR_HTTP2/);
    expect(ends).toEqual([reset, reset, cut]);
    expect((await post()).status).toBe(200);
    expect(simulator.stats()).toMatchObject({ brokenBySimulator: 3, cancelledByClient: 0 });
  });

  it('should drip, split characters, wait, and cut its clients off when it closes', async () => {
    const { simulator, post } = await secure(options, allowH2);
    simulator.setFaults({
      next: ['drip', 'splitUtf8'],
      dripBytes: 50,
      firstTokenMs: 5,
      keepAliveIntervalMs: 2,
    });
    const [dripped, split] = [await post({ stream: true }), await post({ stream: true })];
    simulator.setFaults({ firstTokenMs: 60_000 });
    const { requests } = simulator.stats();
    const cut = post().catch(code);
    while (simulator.stats().requests === requests) await new Promise(setImmediate);
    await simulator.close();

    expect(events(dripped.text).length).toBeGreaterThan(5);
    expect([split.text.includes('�'), /[一-龥]/.test(split.text)]).toEqual([false, true]);
    expect(String(await cut)).toMatch(/ECONNRESET|UND_ERR|ERR_HTTP2/);
    expect(simulator.stats()).toMatchObject({ inFlight: 0, openConnections: 0, brokenBySimulator: 1 });
  });

  it('should notice a client that goes away, and wear its connections out', async () => {
    const { simulator, agent, post } = await secure(options, allowH2);
    simulator.setFaults({ firstTokenMs: 60_000 });
    const leaving = new AbortController();
    const gone = agent
      .request({
        origin: simulator.url,
        path: '/chat/completions',
        method: 'POST',
        headers: { authorization: 'Bearer k', 'content-type': 'application/json' },
        body: chatBody('Why?'),
        signal: leaving.signal,
      })
      .catch(code);
    while (simulator.stats().inFlight === 0) await new Promise(setImmediate);
    leaving.abort();
    await gone;
    while (simulator.stats().inFlight > 0) await new Promise(setImmediate);
    simulator.setFaults({ firstTokenMs: 0, closeAfterRequests: 1 });
    const before = simulator.stats().connections;
    for (let index = 0; index < 3; index++) {
      expect((await post()).status).toBe(200);
      while (simulator.stats().openConnections > 0) await new Promise(setImmediate);
    }

    expect(simulator.stats().cancelledByClient).toBe(1);
    expect(simulator.stats().connections - before).toBeGreaterThanOrEqual(2);
  });
});

describe('TLS of the simulator', () => {
  it('should use a certificate that it is given, and refuse what is none', async () => {
    const read = (name: string) =>
      readFileSync(new URL(`../../fixtures/localhost-${name}.pem`, import.meta.url), 'utf8');
    const tls = { cert: read('cert'), key: read('key') };
    const { simulator, post } = await secure({ tls }, false);

    expect(simulator.certificate).toBe(tls.cert);
    expect((await post()).status).toBe(200);
    await expect(startSimulator({ tls: { cert: 'x', key: tls.key } })).rejects.toThrow(
      /^options\.tls: no certificate with its key, as PEM/,
    );
    await expect(
      startSimulator({ tls: { cert: tls.cert, key: selfSignedCertificate('x').key } }),
    ).rejects.toMatchObject({
      code: 'bad_config',
    });
  });

  it('should come back after it has refused connections, and show its certificate', async () => {
    const { simulator, agent, post } = await secure({ http2: true }, true);
    simulator.setFaults({ refuseForMs: 20 });
    const refused = await post().catch(code);
    let answered: { readonly status: number } | null = null;
    while (answered === null) answered = await post().catch(() => null);
    const shown = await agent.request({ origin: simulator.url, path: '/__certificate', method: 'GET' });

    expect([refused, answered.status]).toEqual(['ECONNREFUSED', 200]);
    expect(await shown.body.text()).toBe(simulator.certificate);
  });
});
