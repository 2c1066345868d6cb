import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { concat, type Observable, of, Subject, throwError } from 'rxjs';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { stream } from '../../operators/stream.js';
import { type Client, createClient } from '../../src/client/createClient.js';
import { CallError } from '../../src/errors/CallError.js';
import { type Simulator, startSimulator } from '../../src/simulator/startSimulator.js';
import { toAsyncIterable } from '../../src/sinks/toAsyncIterable.js';
import { toReadable } from '../../src/sinks/toReadable.js';
import { SSE_HEADERS, toSSE } from '../../src/sinks/toSSE.js';
import { fakePrompt } from '../../src/testing/fakePrompt.js';
import { fakeReply } from '../../src/testing/fakeReply.js';
import type { Delta } from '../../src/types/Reply.js';
import { marbles } from '../helpers/marbles.js';

const text = (text: string): Delta => ({ type: 'text', text });
const thought = (text: string): Delta => ({ type: 'reasoning', text });
const end = (whole: string): Delta => ({
  type: 'end',
  reply: fakeReply(whole, { reasoning: 'hm', ttftMs: 7 }),
});

async function pieces(readable: Readable): Promise<string[]> {
  const read: string[] = [];
  for await (const piece of readable) read.push(piece as string);
  return read;
}
/** The events of an SSE body: what was said, by its name. */
const eventsIn = (body: string) =>
  body
    .split('\n\n')
    .filter((event) => event !== '')
    .map((event) => {
      const [, name = 'message', data] = /^(?:event: (.+)\n)?data: (.+)$/.exec(event) ?? [];
      return data === undefined ? event : [name, JSON.parse(data)];
    });

describe('toReadable', () => {
  it('should be the text of the answer and nothing else', async () => {
    const deltas = of(thought('hm'), text('Ça '), text('va 🌤'), end('Ça va 🌤'));
    const chunks: Buffer[] = [];
    const sink = new Writable({
      write(chunk, _, done) {
        chunks.push(chunk);
        done();
      },
    });
    await pipeline(toReadable(deltas), sink);
    expect(Buffer.concat(chunks).toString()).toBe('Ça va 🌤');
    expect(await pieces(toReadable(of()))).toEqual([]);
  });

  it('should subscribe when it is read, and keep what comes while nobody reads', async () => {
    const source = new Subject<Delta>();
    const readable = toReadable(source, { highWaterMark: 4 });
    expect(source.observed).toBe(false);
    readable.read();
    expect(source.observed).toBe(true);
    source.next(text('12345'));
    for (const digit of '6789') source.next(text(digit));
    source.complete();
    expect((await pieces(readable)).join('')).toBe('123456789');
  });

  it('should be destroyed by a fresh start that comes after text', async () => {
    const restart: Delta = { type: 'restart', reason: 'stream_cut' };
    const early = new Subject<Delta>();
    const readable = toReadable(early, { highWaterMark: 1 });
    readable.read();
    early.next(text('a'));
    expect(readable.read()).toBe('a');
    early.next(restart);
    await expect(pieces(readable)).rejects.toMatchObject({ code: 'stream_cut', retryable: true });
    expect(early.observed).toBe(false);
    // Thoughts are not in it, so nothing of it is void.
    expect(await pieces(toReadable(of(thought('hm'), restart, text('b'), end('b'))))).toEqual(['b']);
  });

  it('should be destroyed by an error of the answer', async () => {
    const failed = concat(
      of(text('a')),
      throwError(() => new CallError('cut', { code: 'stream_cut' })),
    );
    await expect(pieces(toReadable(failed))).rejects.toMatchObject({ code: 'stream_cut' });
    const odd = throwError(() => 'no error at all');
    await expect(pieces(toReadable(odd))).rejects.toThrow('no error at all');
  });

  it('should unsubscribe when it is destroyed', async () => {
    const source = new Subject<Delta>();
    const readable = toReadable(source);
    readable.read();
    readable.destroy();
    await once(readable, 'close');
    expect(source.observed).toBe(false);
  });
});

describe('toSSE', () => {
  const bodyOf = async (deltas: Observable<Delta>, options: Parameters<typeof toSSE>[1] = {}) =>
    (await pieces(toSSE(deltas, options))).join('');

  it('should say each piece, and the end without repeating them', async () => {
    const call: Delta = { type: 'tool-call', index: 0, name: 'clock', arguments: '{}' };
    const deltas = of(thought('hm'), text('a\n\nb'), call, end('a\n\nb'));
    const [first, second, last, ...none] = eventsIn(await bodyOf(deltas));
    expect(first).toEqual(['message', { type: 'text', text: 'a\n\nb' }]);
    expect(second).toEqual(['message', call]);
    expect(last).toEqual(['end', expect.objectContaining({ type: 'end', finishReason: 'stop', ttftMs: 7 })]);
    expect(last?.[1]).not.toHaveProperty('text');
    expect(none).toEqual([]);
    const withThoughts = eventsIn(await bodyOf(deltas, { reasoning: true }));
    expect(withThoughts[0]).toEqual(['message', { type: 'reasoning', text: 'hm' }]);
    expect(withThoughts.at(-1)?.[1]).not.toHaveProperty('reasoning');
  });

  it('should say that the answer begins anew', async () => {
    const restart: Delta = { type: 'restart', reason: 'stream_cut' };
    const events = eventsIn(await bodyOf(of(text('a'), restart, text('b'), end('b'))));
    expect(events.map(([name]) => name)).toEqual(['message', 'restart', 'message', 'end']);
    expect(events[1]).toEqual(['restart', restart]);
  });

  it('should join pieces of one kind that nobody has read yet', async () => {
    const source = new Subject<Delta>();
    const readable = toSSE(source, { reasoning: true, highWaterMark: 1, keepAliveMs: false });
    readable.read();
    source.next(text('1'));
    for (const delta of [text('2'), text('3'), thought('4'), thought('5'), text('6')]) source.next(delta);
    source.complete();
    const events = eventsIn((await pieces(readable)).join(''));
    expect(events.map((event) => event[1].text)).toEqual(['1', '23', '45', '6']);
  });

  it('should tell of an error as the last event, without the words of the server', async () => {
    const error = new CallError('too busy', { code: 'overloaded', retryable: true, body: 'secret' });
    const [, last] = eventsIn(
      await bodyOf(
        concat(
          of(text('a')),
          throwError(() => error),
        ),
      ),
    );
    const told = { type: 'failure', code: 'overloaded', message: 'too busy', retryable: true };
    expect(last).toEqual(['failure', told]);
    const odd = await bodyOf(throwError(() => new TypeError('x of undefined at /home/me')));
    expect(odd).toContain('"message":"the answer broke off"');
  });

  it(
    'should lose nothing that waits to a comment',
    marbles(({ cold, scheduler, flush }) => {
      const call: Delta = { type: 'tool-call', index: 0, name: 'clock', arguments: '{}' };
      const source = cold('a-b------|', { a: call, b: text('b') });
      const readable = toSSE(source, { keepAliveMs: 3, highWaterMark: 1, scheduler });
      // Asked once: all that comes after the first piece waits.
      readable.read();
      flush();
      const read = [readable.read(), readable.read()].filter((piece) => piece !== null).join('');
      expect(eventsIn(read)).toEqual([
        ['message', call],
        ['message', { type: 'text', text: 'b' }],
      ]);
    }),
  );

  it(
    'should keep a quiet connection busy with comments',
    marbles(({ cold, scheduler, flush }) => {
      const readable = toSSE(cold('-a---------|', { a: text('a') }), { keepAliveMs: 3, scheduler });
      const read: unknown[] = [];
      readable.on('data', (piece) => read.push(...eventsIn(piece)));
      readable.read();
      flush();
      expect(readable.read()).toBe(null);
      expect(read).toEqual([
        ['message', { type: 'text', text: 'a' }],
        ': keep-alive',
        ': keep-alive',
        ': keep-alive',
      ]);
    }),
  );
});

describe('streams of answers, at the edge', () => {
  let simulator: Simulator;
  let client: Client;
  beforeAll(async () => {
    simulator = await startSimulator({ answerTokens: 40, answerSigma: 0 });
    client = createClient({
      routes: [
        {
          baseUrl: simulator.url,
          apiKey: 'any',
          params: { model: 'deepseek-flash', thinking: { type: 'disabled' } },
        },
      ],
    });
  });
  afterEach(() => simulator.setFaults({ perTokenMs: 0 }));
  afterAll(async () => {
    await client.close();
    await simulator.close();
  });
  const answer = () => stream(client)(fakePrompt('Why is the sky blue?'));
  /** Resolves when the simulator has nobody left to answer. */
  const idle = () => vi.waitFor(() => expect(simulator.stats().inFlight).toBe(0), 20_000);

  it('should be whole, with the time to the first token', async () => {
    let told = '';
    for await (const delta of toAsyncIterable(answer())) {
      if (delta.type === 'text') told += delta.text;
      if (delta.type !== 'end') continue;
      expect(delta.reply.text).toBe(told);
      expect(delta.reply.ttftMs).toBeGreaterThan(0);
      expect(delta.reply.ttftMs).toBeLessThanOrEqual(delta.reply.latencyMs);
    }
    expect(told).toContain('blue');
  });

  it('should close the socket when the loop is left', async () => {
    simulator.setFaults({ perTokenMs: 100_000 });
    for await (const delta of toAsyncIterable(answer())) {
      expect(delta.type).toBe('text');
      expect(simulator.stats().inFlight).toBe(1);
      break;
    }
    await idle();
  });

  it('should close the socket when the browser goes away', async () => {
    simulator.setFaults({ perTokenMs: 100_000 });
    const server = createServer((_, response) => {
      response.writeHead(200, SSE_HEADERS);
      pipeline(toSSE(answer()), response).catch(() => {});
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const request = get({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    expect(response.headers['content-type']).toContain('text/event-stream');
    const [piece] = await once(response, 'data');
    expect(eventsIn(String(piece))[0]).toEqual(['message', expect.objectContaining({ type: 'text' })]);
    expect(simulator.stats().inFlight).toBe(1);
    request.destroy();
    await idle();
    server.close();
  });
});
