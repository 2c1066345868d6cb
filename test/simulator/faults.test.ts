import { once } from 'node:events';
import { connect } from 'node:net';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { Agent } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../src/simulator/startSimulator.js';
import { ask, chatBody, events } from './ask.js';

let simulator: Simulator;
let agent: Agent;
beforeEach(async () => {
  simulator = await startSimulator({ answerTokens: 20, reasoningTokens: 5 });
  agent = new Agent({ connections: 8 });
});
afterEach(async () => {
  await agent.destroy();
  await simulator.close();
});

const plain = chatBody('Why?', { thinking: { type: 'disabled' } });
const streamed = chatBody('Why?', { thinking: { type: 'disabled' }, stream: true });
const post = (body: string, headers = {}) => ask(`${simulator.url}/chat/completions`, body, headers, agent);
/** Everything that comes over a socket of its own until its end, and how it ended. */
async function raw(body: string): Promise<{ text: string; error: string | undefined }> {
  const socket = connect(simulator.port, '127.0.0.1');
  let text = '';
  let error: string | undefined;
  socket.on('data', (chunk) => {
    text += chunk;
  });
  socket.on('error', (cause: NodeJS.ErrnoException) => {
    error = cause.code;
  });
  socket.write(
    `POST /chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer k\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  await once(socket, 'close').catch(() => undefined);
  return { text, error };
}

describe('faults of the simulator', () => {
  it.each([
    ['status429Rate', 429, 'application/json', 'Rate Limit Reached'],
    ['status500Rate', 500, 'text/html', '<hr><center>openresty</center>\n</body>\n</html>'],
    ['status502Rate', 502, 'text/html', '<title>502 Bad Gateway</title>'],
    ['status503Rate', 503, 'application/json', 'Service is too busy. We advise users to temporarily switch'],
  ])('should answer with %s', async (field, status, contentType, part) => {
    simulator.setFaults({ [field]: 1 });
    const seen = await post(plain);

    expect([seen.status, seen.headers['content-type']]).toEqual([status, contentType]);
    expect(seen.text).toContain(part);
    expect(seen.headers['retry-after']).toBeUndefined();
  });

  it('should keep to a rate, the same with the same seed', async () => {
    const run = async () => {
      const one = await startSimulator({ seed: 7, faults: { status503Rate: 0.3 } });
      const statuses: number[] = [];
      for (let index = 0; index < 100; index++) {
        statuses.push((await ask(`${one.url}/v1/nlp`, '{"prompt":"Why?"}', {}, agent)).status);
      }
      await one.close();
      return statuses;
    };
    const [first, again] = [await run(), await run()];

    expect(again).toEqual(first);
    expect(first.filter((status) => status === 503).length).toBeGreaterThan(15);
    expect(first.filter((status) => status === 503).length).toBeLessThan(45);
  });

  it('should say 429 with the current number and the limit over maxInFlight, and free the place afterwards', async () => {
    simulator.setFaults({ maxInFlight: 2, firstTokenMs: 30 });
    const seen = await Promise.all([post(plain), post(plain), post(plain)]);
    const refused = seen.find(({ status }) => status === 429);

    expect(seen.map(({ status }) => status).sort()).toEqual([200, 200, 429]);
    expect(refused?.text).toBe(
      '{"error":{"message":"Too many requests. Your current concurrency is 3, which exceeds your concurrency limit of 2 based on your remaining balance. Please top up your balance to restore your concurrency.","type":"rate_limit_error","param":null,"code":"invalid_request_error"}}',
    );
    expect((await post(plain)).status).toBe(200);
  });

  it('should never refuse a client that keeps to the limit exactly', async () => {
    simulator.setFaults({ maxInFlight: 8, firstTokenMs: 1 });
    const loop = async () => {
      for (let index = 0; index < 50; index++) await post(plain);
    };
    await Promise.all(Array.from({ length: 8 }, loop));

    expect(simulator.stats().byStatus).toEqual({ '200': 400 });
    expect(simulator.stats().peakInFlight).toBe(8);
  });

  it.each([
    ['seconds', 'retry-after', /^2\.5$/],
    ['date', 'retry-after', /^\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT$/],
    ['ms', 'retry-after-ms', /^2500$/],
  ] as const)('should give the time to wait in the form %s', async (retryAfterForm, header, expected) => {
    simulator.setFaults({ status429Rate: 1, retryAfterSeconds: 2.5, retryAfterForm });

    expect((await post(plain)).headers[header]).toMatch(expected);
  });

  it('should say 402 and an empty balance', async () => {
    simulator.setFaults({ insufficientBalance: true });
    const seen = await post(plain);

    expect([seen.status, seen.text]).toEqual([
      402,
      '{"error":{"message":"Insufficient Balance","type":"unknown_error","param":null,"code":"invalid_request_error"}}',
    ]);
  });

  it('should reset before the answer, and in the middle of it', async () => {
    simulator.setFaults({ resetBeforeAnswerRate: 1 });
    const before = await raw(plain);
    simulator.setFaults({ resetBeforeAnswerRate: 0, resetMidAnswerRate: 1 });
    const [whole, stream] = [await raw(plain), await raw(streamed)];

    expect(before).toEqual({ text: '', error: 'ECONNRESET' });
    expect(whole.error).toBe('ECONNRESET');
    expect(whole.text).toContain('{"id":"');
    expect(whole.text).not.toContain('system_fingerprint');
    expect(stream.error).toBe('ECONNRESET');
    expect(events(stream.text.slice(stream.text.indexOf('data:'))).length).toBeGreaterThan(3);
    expect(simulator.stats()).toMatchObject({ brokenBySimulator: 3, cancelledByClient: 0 });
  });

  it('should end a stream in order without finish reason and [DONE]', async () => {
    simulator.setFaults({ cutStreamRate: 1 });
    const seen = await post(streamed);

    expect(seen.status).toBe(200);
    expect(events(seen.text).length).toBeGreaterThan(3);
    expect(events(seen.text).every((chunk) => chunk.choices[0].finish_reason === null)).toBe(true);
    expect(seen.text).not.toContain('[DONE]');
  });

  it('should answer 200 with nothing, and with blank lines only', async () => {
    simulator.setFaults({ emptyAnswerRate: 1 });
    const empty = await post(plain);
    simulator.setFaults({ emptyAnswerRate: 0, blankAnswerRate: 1 });
    const [blank, comments] = [await post(plain), await post(streamed)];

    expect([empty.status, empty.text]).toEqual([200, '']);
    expect(blank.text).toBe('\n\n\n');
    expect(comments.text).toBe(': keep-alive\n\n'.repeat(3));
  });

  it('should send blank lines or comments until the first token', async () => {
    simulator.setFaults({ firstTokenMs: 60, keepAliveIntervalMs: 15 });
    const [whole, stream] = [await post(plain), await post(streamed)];

    expect(whole.text).toMatch(/^\n{2,4}\{"id"/);
    expect(JSON.parse(whole.text).choices).toHaveLength(1);
    expect(stream.text).toMatch(/^(: keep-alive\n\n){2,4}data: /);
    expect(stream.text.endsWith('data: [DONE]\n\n')).toBe(true);
  });

  it('should take as long for a whole answer as for a streamed one', async () => {
    simulator.setFaults({ firstTokenMs: 20, perTokenMs: 2 });
    const timed = async (body: string) => {
      const start = performance.now();
      const seen = await post(body);
      return { ms: performance.now() - start, seen };
    };
    const [whole, stream] = [await timed(plain), await timed(streamed)];
    const tokens = JSON.parse(whole.seen.text).usage.completion_tokens;

    expect(whole.ms).toBeGreaterThanOrEqual(20 + 2 * tokens - 1);
    expect(stream.ms).toBeGreaterThanOrEqual(20 + 2 * (tokens - 1) - 1);
    expect(events(stream.seen.text)).toHaveLength(tokens + 2);
  });

  it('should take stragglers so many times as long, to the first token and between the others', async () => {
    simulator.setFaults({ firstTokenMs: 5, perTokenMs: 1, stragglerShare: 1, stragglerFactor: 8 });
    const start = performance.now();
    let firstAt = start;
    const headers = { authorization: 'Bearer any', 'content-type': 'application/json' };
    const response = await fetch(`${simulator.url}/chat/completions`, {
      method: 'POST',
      headers,
      body: streamed,
    });
    expect(response.status).toBe(200);
    for await (const _ of response.body ?? []) if (firstAt === start) firstAt = performance.now();

    expect(firstAt - start).toBeGreaterThanOrEqual(39);
    expect(performance.now() - firstAt).toBeGreaterThanOrEqual(8 * 19 - 10);
  });

  it('should stall before the answer and in the middle, for as long as told', async () => {
    simulator.setFaults({ stallBeforeAnswerRate: 1, stallMs: 40 });
    const start = performance.now();
    await post(plain);
    const before = performance.now() - start;
    simulator.setFaults({ stallBeforeAnswerRate: 0, stallMidAnswerRate: 1 });
    const seen = await post(streamed);

    expect(before).toBeGreaterThanOrEqual(39);
    expect(performance.now() - start - before).toBeGreaterThanOrEqual(39);
    expect(seen.text.endsWith('data: [DONE]\n\n')).toBe(true);
  });

  it('should go on at its pace after a stall, without a burst', async () => {
    simulator.setFaults({ stallMidAnswerRate: 1, stallMs: 40, perTokenMs: 3 });
    const start = performance.now();
    const seen = await post(streamed);
    const tokens = events(seen.text).length - 2;

    expect(performance.now() - start).toBeGreaterThanOrEqual(40 + 3 * (tokens - 2));
  });

  it('should forget a request that its client has given up', async () => {
    simulator.setFaults({ stallBeforeAnswerRate: 1, maxWaitMs: 30 });
    const socket = connect(simulator.port, '127.0.0.1');
    socket.write(
      `POST /chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer k\r\nContent-Type: application/json\r\nContent-Length: ${plain.length}\r\n\r\n${plain}`,
    );
    while (simulator.stats().inFlight === 0) await new Promise(setImmediate);
    socket.destroy();
    while (simulator.stats().inFlight > 0) await new Promise(setImmediate);
    simulator.setFaults({ stallBeforeAnswerRate: 0, perTokenMs: 5 });
    await post(plain);

    expect(simulator.stats()).toMatchObject({ cancelledByClient: 1, brokenBySimulator: 0 });
  });

  it('should not take a connection that waits for its answer for an idle one', async () => {
    const single = new Agent({ connections: 1 });
    simulator.setFaults({ closeIdleAfterMs: 30 });
    const url = `${simulator.url}/chat/completions`;
    await ask(url, plain, {}, single);
    simulator.setFaults({ firstTokenMs: 60 });
    const seen = await ask(url, plain, {}, single);
    await single.destroy();

    expect([seen.status, simulator.stats().connections]).toEqual([200, 1]);
  });

  it('should close a connection that waits too long', async () => {
    simulator.setFaults({ stallBeforeAnswerRate: 1, maxWaitMs: 20 });

    expect(await raw(plain)).toEqual({ text: '', error: undefined });
    expect(simulator.stats().brokenBySimulator).toBe(1);
  });

  it('should compress for clients that accept it, whole and event by event', async () => {
    simulator.setFaults({ compression: 'gzip', perTokenMs: 1 });
    const gzip = await post(streamed, { 'accept-encoding': 'br;q=0.5, gzip' });
    simulator.setFaults({ compression: 'br', perTokenMs: 0 });
    const br = await post(plain, { 'accept-encoding': 'gzip, br' });
    const refused = await post(plain, { 'accept-encoding': 'gzip, br;q=0' });

    expect(gzip.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(gzip.bytes).toString().endsWith('data: [DONE]\n\n')).toBe(true);
    expect(br.headers['content-encoding']).toBe('br');
    expect(JSON.parse(brotliDecompressSync(br.bytes).toString()).choices).toHaveLength(1);
    expect(refused.headers['content-encoding']).toBeUndefined();
  });

  it('should close connections that idle, or have served their number of requests', async () => {
    const single = new Agent({ connections: 1 });
    const post = () => ask(`${simulator.url}/v1/nlp`, '{"prompt":"Why?"}', {}, single);
    simulator.setFaults({ closeAfterRequests: 2 });
    for (let index = 0; index < 4; index++) {
      await post();
      // A request on the dying connection may fail; that is the fault. Here we wait it out.
      while (index % 2 === 1 && simulator.stats().openConnections > 0) await new Promise(setImmediate);
    }
    const worn = simulator.stats().connections;
    simulator.setFaults({ closeAfterRequests: null, closeIdleAfterMs: 20 });
    await post();
    while (simulator.stats().openConnections > 0) await new Promise(setImmediate);

    await single.destroy();

    expect(worn).toBe(2);
    expect(simulator.stats().connections).toBe(3);
  });
});
