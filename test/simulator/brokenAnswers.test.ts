import { once } from 'node:events';
import { connect } from 'node:net';
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

const off = { thinking: { type: 'disabled' } };
const plain = chatBody('Why?', off);
const streamed = chatBody('Why?', { ...off, stream: true });
const post = (body: string) => ask(`${simulator.url}/chat/completions`, body, {}, agent);
const withNext = (fault: string, more = {}) => simulator.setFaults({ next: [fault, fault], ...more });

/** The chunks of a body as they came over a socket, and whether it ended in a reset. */
async function chunksOf(
  body: string,
): Promise<{ readonly chunks: readonly Buffer[]; readonly error: string | undefined }> {
  const socket = connect(simulator.port, '127.0.0.1');
  const got: Buffer[] = [];
  let error: string | undefined;
  socket.on('data', (data) => got.push(data));
  socket.on('error', (cause: NodeJS.ErrnoException) => {
    error = cause.code;
  });
  socket.write(
    `POST /chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer k\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
  await once(socket, 'close').catch(() => undefined);
  let rest = Buffer.concat(got);
  rest = rest.subarray(rest.indexOf('\r\n\r\n') + 4);
  const chunks: Buffer[] = [];
  while (rest.length > 0) {
    const end = rest.indexOf('\r\n');
    const length = Number.parseInt(rest.subarray(0, end).toString(), 16);
    chunks.push(rest.subarray(end + 2, end + 2 + length));
    rest = rest.subarray(end + 4 + length);
  }
  return { chunks, error };
}

describe('broken answers', () => {
  it('should be JSON that is cut, whole and in one event of a stream', async () => {
    withNext('brokenJson');
    const [whole, stream] = [await post(plain), await post(streamed)];
    const lines = stream.text.split('\n\n').filter((event) => event.startsWith('data: {'));
    const broken = lines.filter((line) => !line.endsWith('}'));

    expect([whole.status, whole.headers['content-type']]).toEqual([200, 'application/json']);
    expect(() => JSON.parse(whole.text)).toThrow();
    expect([broken.length, lines.length > 10, stream.text.endsWith('data: [DONE]\n\n')]).toEqual([
      1,
      true,
      true,
    ]);
  });

  it('should be HTML with 200', async () => {
    withNext('html200');
    for (const body of [plain, streamed]) {
      const seen = await post(body);
      expect([seen.status, seen.headers['content-type']]).toEqual([200, 'text/html']);
      expect(seen.text).toMatch(/^<html>/);
    }
  });

  it('should be an error within a success, in a stream after half the answer', async () => {
    withNext('streamError');
    const [whole, stream] = [await post(plain), await post(streamed)];

    expect(JSON.parse(whole.text)).toMatchObject({ error: { type: 'server_error' } });
    expect(events(stream.text).length).toBeGreaterThan(4);
    expect(events(stream.text).at(-1)).toMatchObject({ error: { type: 'server_error' } });
    expect(stream.text).not.toContain('[DONE]');
  });

  it('should be half an answer that says it was interrupted', async () => {
    const full = JSON.parse((await post(plain)).text).choices[0].message.content as string;
    withNext('interrupted');
    const [whole, stream] = [await post(plain), await post(streamed)];
    const [choice] = JSON.parse(whole.text).choices;
    const last = events(stream.text).at(-1);

    expect([choice.finish_reason, last.choices[0].finish_reason]).toEqual(
      Array(2).fill('insufficient_system_resource'),
    );
    expect(full.startsWith(choice.message.content)).toBe(true);
    expect(choice.message.content.length).toBeLessThan(full.length);
    expect(last.usage.completion_tokens).toBeGreaterThan(0);
    expect(stream.text.endsWith('data: [DONE]\n\n')).toBe(true);
  });

  it('should be aborted, or withheld by a filter', async () => {
    const full = JSON.parse((await post(plain)).text).choices[0].message.content as string;
    withNext('aborted');
    const [half, halfStream] = [await post(plain), await post(streamed)];
    withNext('filtered');
    const [none, noneStream] = [await post(chatBody('Why?')), await post(streamed)];
    const [first] = JSON.parse(half.text).choices;
    const last = (text: string) => events(text).at(-1).choices[0].finish_reason;

    expect([first.finish_reason, last(halfStream.text)]).toEqual(['aborted', 'aborted']);
    expect(full.startsWith(first.message.content)).toBe(true);
    expect(JSON.parse(none.text).choices[0]).toMatchObject({
      message: { content: '', reasoning_content: '' },
      finish_reason: 'content_filter',
    });
    expect([events(noneStream.text).length, last(noneStream.text)]).toEqual([2, 'content_filter']);
  });

  it('should end in the middle by a close that is no reset', async () => {
    withNext('closeMidAnswer');
    const { chunks, error } = await chunksOf(streamed);
    const text = Buffer.concat(chunks).toString();

    expect([error, text.includes('[DONE]'), events(text).length > 3]).toEqual([undefined, false, true]);
    expect(simulator.stats()).toMatchObject({ brokenBySimulator: 1, faults: { closeMidAnswer: 1 } });
  });

  it('should come in drops', async () => {
    withNext('drip', { dripBytes: 7, dripMs: 0 });
    const { chunks } = await chunksOf(plain);

    expect(new Set(chunks.slice(0, -2).map(({ length }) => length))).toEqual(new Set([7]));
    expect(JSON.parse(Buffer.concat(chunks).toString()).choices).toHaveLength(1);
  });

  it.each([
    ['whole', {}],
    ['streamed', { stream: true }],
  ])('should be cut inside every character of more than one byte: %s', async (_, more) => {
    withNext('splitUtf8');
    const { chunks } = await chunksOf(chatBody('为什么天空是蓝色的?', { ...off, ...more }));
    const torn = chunks.filter((chunk) => chunk.toString().includes('�'));
    const text = Buffer.concat(chunks).toString();

    expect(torn.length).toBeGreaterThan(20);
    expect(text).toMatch(/[一-龥]{2}/);
    expect(text).not.toContain('�');
  });

  it('should be what is next, in turn, then what the rates say', async () => {
    simulator.setFaults({ next: ['status503', 'ok', 'status520'], status500Rate: 1 });
    const statuses: number[] = [];
    for (let index = 0; index < 5; index++) statuses.push((await post(plain)).status);

    expect(statuses).toEqual([503, 200, 520, 500, 500]);
    expect(simulator.stats().faults).toEqual({ status503: 1, status520: 1, status500: 2 });
  });

  it.each([
    ['real', 503, /^\{"error":\{"message":"Service is too busy/],
    ['real', 504, /<h1>504 Gateway Time-out<\/h1>/],
    ['real', 520, /^error code: 520$/],
    ['real', 529, /"overloaded_error"/],
    ['real', 408, /^\{"error":\{"message":"Request Timeout"/],
    [
      'json',
      500,
      /^\{"error":\{"message":"Internal Server Error","type":"server_error","param":null,"code":"server_error"\}\}$/,
    ],
    ['numericCode', 401, /"code":401,/],
    ['detail', 422, /^\{"detail":"Unprocessable Entity"\}$/],
    ['html', 503, /<title>503 Service Unavailable<\/title>/],
    ['text', 522, /^Connection timed out$/],
    ['empty', 502, /^$/],
  ] as const)('should have a body in the form %s for %d', async (errorForm, status, body) => {
    simulator.setFaults({ statusRates: { [status]: 1 }, errorForm });
    const seen = await post(plain);

    expect(seen.status).toBe(status);
    expect(seen.text).toMatch(body);
  });

  it('should reset connections as soon as they are made', async () => {
    simulator.setFaults({ resetConnectionRate: 1 });
    const error = await post(plain).catch((cause: NodeJS.ErrnoException) => cause.code);
    simulator.setFaults({ resetConnectionRate: 0 });

    expect(error).toMatch(/ECONNRESET|UND_ERR_SOCKET/);
    expect((await post(plain)).status).toBe(200);
    expect(simulator.stats()).toMatchObject({ requests: 1, faults: { resetConnection: expect.any(Number) } });
  });
});
