import { brotliCompressSync, gzipSync } from 'node:zlib';
import { lastValueFrom, type Observable } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RouteOptions } from '../../src/client/createRoute.js';
import { promptForm } from '../../src/codec/promptForm.js';
import { fakeModel, type MarbleHelpers } from '../../src/testing/fakeModel.js';
import { chatAnswer, chatStream, routeTo } from '../client/serve.js';
import { aPrompt } from '../helpers/aPrompt.js';
import { type Behaviour, type TransportUnderTest, transportContract } from './transport.js';
import { breakOff, endlessly, firstPiece, serveOver, type Wire, type WireServer, wires } from './wire.js';

const codecs = {
  openaiChat: { options: {}, whole: chatAnswer('ab') },
  promptForm: { options: { codec: promptForm() }, whole: JSON.stringify({ summary: 'ab' }) },
} as const;
type CodecName = keyof typeof codecs;

/** The body of an answer, as the request wants it, and its type. */
function answerTo(request: string, codec: CodecName): { readonly body: string; readonly type: string } {
  return request.includes('"stream":true')
    ? { body: chatStream('a', 'b'), type: 'text/event-stream' }
    : { body: codecs[codec].whole, type: 'application/json' };
}

interface Opened extends TransportUnderTest {
  readonly server: WireServer;
}

async function openOver(
  wire: Wire,
  codec: CodecName,
  behaviour: Behaviour,
  { pack = (body: string): Buffer => Buffer.from(body), encoding = 'identity', ...more }: PackOptions = {},
): Promise<Opened> {
  const server = await serveOver(wire, (request, response, text) => {
    const { body, type } = answerTo(text, codec);
    const headers = { 'content-type': type, 'content-encoding': encoding };
    if (behaviour === 'silence') return;
    if (behaviour === 'reset') breakOff(request);
    else if (typeof behaviour === 'number') response.writeHead(behaviour, headers).end(pack('{}'));
    else if (behaviour === 'answer') response.writeHead(200, headers).end(pack(body));
    else {
      response.writeHead(200, headers);
      firstPiece(response, pack(body), behaviour === 'cut' ? () => breakOff(request) : () => {});
    }
  });
  const { route } = routeTo(server.url, { http2: wire === 'HTTP/2', ...codecs[codec].options, ...more });
  return { server, route, requests: () => server.requests, running: () => server.running };
}

interface PackOptions extends Partial<RouteOptions> {
  readonly pack?: (body: string) => Buffer;
  readonly encoding?: string;
}

describe.each(wires)('over %s', (wire) => {
  beforeEach(() => void vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0'));
  afterEach(() => void vi.unstubAllEnvs());

  describe.each(Object.keys(codecs) as CodecName[])('with %s', (codec) => {
    transportContract(`${codec} over ${wire}`, (behaviour) => openOver(wire, codec, behaviour));

    it.each(['call', 'stream'] as const)(
      'should close the socket that it leaves, and no other: %s',
      async (form) => {
        const tested = await openOver(wire, codec, 'silence');
        const calls = [1, 2, 3].map(() => (tested.route[form](aPrompt()) as Observable<unknown>).subscribe());
        await expect.poll(tested.running).toBe(3);
        const connections = tested.server.sockets.size;
        calls[0]?.unsubscribe();
        await expect.poll(tested.running).toBe(2);
        // Of HTTP/2 it is a stream of one connection, which the others go on with.
        await expect.poll(() => tested.server.sockets.size).toBe(wire === 'HTTP/2' ? connections : 2);
        for (const call of calls) call.unsubscribe();
        await expect.poll(tested.running).toBe(0);
      },
    );

    it.each([
      ['gzip', gzipSync],
      ['br', brotliCompressSync],
    ] as const)('should read %s, whole and streamed, and packed errors', async (encoding, pack) => {
      const packed = { encoding, pack: (body: string) => pack(body) };
      const { route } = await openOver(wire, codec, 'answer', packed);
      expect(await lastValueFrom(route.call(aPrompt()))).toMatchObject({ text: 'ab' });
      expect(await lastValueFrom(route.stream(aPrompt()))).toMatchObject({ reply: { text: 'ab' } });
      const refusing = await openOver(wire, codec, 503, packed);
      await expect(lastValueFrom(refusing.route.call(aPrompt()))).rejects.toMatchObject({ body: '{}' });
    });

    it('should take no more bytes than it may of an answer without end, and hang up', async () => {
      const server = await serveOver(wire, (_request, response, text) => {
        const { type } = answerTo(text, codec);
        response.writeHead(200, { 'content-type': type });
        endlessly(response, type === 'application/json' ? '"x",' : chatStream('xxxx').slice(0, 80));
      });
      const { route } = routeTo(server.url, {
        http2: wire === 'HTTP/2',
        ...codecs[codec].options,
        maxAnswerBytes: 4_000,
      });
      for (const call of [route.call(aPrompt()), route.stream(aPrompt())]) {
        await expect(lastValueFrom(call as Observable<unknown>)).rejects.toMatchObject({
          code: 'answer_too_large',
          retryable: false,
        });
        await expect.poll(() => server.running).toBe(0);
      }
    });
  });
});

/** The fake model, as marbles; a virtual clock that is run to its end whenever the contract lets time pass. */
function openFake(behaviour: Behaviour): TransportUnderTest {
  const scheduler = new TestScheduler(() => {});
  scheduler.maxFrames = Number.POSITIVE_INFINITY;
  const marbles: Readonly<Record<string, string>> = {
    answer: '-a|',
    silence: '-',
    half: '-a-',
    cut: '-a#',
    reset: '-#',
    400: '-0',
    401: '-1',
    429: '-4',
    503: '-5',
  };
  const calls: { readonly subscriptions: readonly { readonly unsubscribedFrame: number }[] }[] = [];
  const cold: MarbleHelpers['cold'] = (line, values, error) => {
    const call = scheduler.createColdObservable(line, values, error);
    calls.push(call);
    return call;
  };
  const streamed = fakeModel({ cold }, marbles[behaviour] as string);
  // A letter is a whole answer: there is no half of it.
  const whole = behaviour === 'cut' ? fakeModel({ cold }, '-#') : streamed;
  const isRunning = ({ unsubscribedFrame }: { readonly unsubscribedFrame: number }) =>
    unsubscribedFrame === Number.POSITIVE_INFINITY;
  return {
    route: { name: streamed.name, call: whole.call, stream: streamed.stream },
    requests: () => calls.length,
    running: () => calls.flatMap(({ subscriptions }) => subscriptions).filter(isRunning).length,
    settle: () => scheduler.flush(),
  };
}

transportContract('the fake model', openFake);
