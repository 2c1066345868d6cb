import fc from 'fast-check';
import { lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { openaiChat } from '../../src/codec/openaiChat.js';
import type { CallError } from '../../src/errors/CallError.js';
import type { Codec } from '../../src/types/Codec.js';
import type { Delta } from '../../src/types/Reply.js';
import { aPrompt } from '../helpers/aPrompt.js';
import { chatAnswer, chatStream, rawAnswer, routeTo, serveHttp, serveRaw } from './serve.js';

const event = (chunk: unknown) => `data: ${JSON.stringify(chunk)}\n\n`;
const delta = (fields: unknown, finish_reason: string | null = null) =>
  event({ choices: [{ index: 0, delta: fields, finish_reason }] });

/** What a stream with this body gives: its deltas, and the error that ended it. */
async function read(body: string, type = 'text/event-stream; charset=utf-8') {
  const url = await serveHttp((_request, response) =>
    response.writeHead(200, { 'content-type': type }).end(body),
  );
  return collect(routeTo(url).route.stream(aPrompt()));
}

async function collect(stream: ReturnType<ReturnType<typeof routeTo>['route']['stream']>) {
  const deltas: Delta[] = [];
  let error: CallError | undefined;
  await stream
    .forEach((value) => void deltas.push(value))
    .catch((thrown) => {
      error = thrown;
    });
  return { deltas, error };
}

describe('route.stream', () => {
  it('should ask for a stream with usage and pass on every piece', async () => {
    const bodies: unknown[] = [];
    const url = await serveHttp((request, response) => {
      bodies.push(JSON.parse(request.text));
      response.writeHead(200, { 'content-type': 'text/event-stream' }).end(chatStream('Hé', 'llo', '!'));
    });
    const { route, events } = routeTo(url);
    const deltas = await lastValueFrom(route.stream(aPrompt()).pipe(toArray()));
    expect(bodies).toMatchObject([{ stream: true, stream_options: { include_usage: true } }]);
    expect(deltas.slice(0, -1)).toEqual(['Hé', 'llo', '!'].map((text) => ({ type: 'text', text })));
    expect(deltas.at(-1)).toMatchObject({
      type: 'end',
      reply: {
        text: 'Héllo!',
        finishReason: 'stop',
        usage: { promptTokens: 12 },
        attempts: 1,
        route: 'main',
      },
    });
    const end = deltas.at(-1);
    const reply = end?.type === 'end' ? end.reply : undefined;
    expect(reply?.ttftMs).toBeGreaterThan(0);
    expect(reply?.latencyMs).toBeGreaterThanOrEqual(reply?.ttftMs ?? Number.NaN);
    expect(events.at(-1)).toMatchObject({ type: 'attempt-end', outcome: 'ok', ttftMs: reply?.ttftMs });
  });

  it('should give the same deltas wherever the bytes are split', async () => {
    const body = Buffer.from(
      `: keep-alive\r\n\r\n${chatStream('鸿', '门宴 🎉', ' "é"\\n').replaceAll('\n', '\r\n')}`,
    );
    const head = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n';
    const cuts: number[][] = [];
    const url = await serveRaw((socket) => {
      socket.setNoDelay(true).once('data', async () => {
        socket.write(head);
        let from = 0;
        for (const to of [...(cuts.shift() ?? []), body.length]) {
          await new Promise<void>((resolve) =>
            socket.write(body.subarray(from, to), () => setImmediate(setImmediate, resolve)),
          );
          from = to;
        }
        socket.end();
      });
    });
    const { route } = routeTo(url);
    const expected = [
      { type: 'text', text: '鸿' },
      { type: 'text', text: '门宴 🎉' },
      { type: 'text', text: ' "é"\\n' },
    ];
    const check = async (at: number[]) => {
      cuts.push(at);
      const { deltas, error } = await collect(route.stream(aPrompt()));
      expect(error).toBeUndefined();
      expect(deltas.slice(0, -1)).toEqual(expected);
    };
    for (let at = 1; at < body.length; at++) await check([at]);
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 1, max: body.length - 1 }), { maxLength: 40 }),
        (at) => check(at.toSorted((a, b) => a - b)),
      ),
      { numRuns: 20 },
    );
  });

  it('should tell a codec the names of events', async () => {
    const told: unknown[] = [];
    const codec: Codec = {
      ...openaiChat(),
      decodeStream: (model) => {
        const stream = openaiChat().decodeStream(model);
        return {
          push: (data, event) => {
            told.push(event);
            return stream.push(data);
          },
          finish: () => stream.finish(),
          get done() {
            return stream.done;
          },
        };
      },
    };
    const url = await serveHttp((_request, response) =>
      response
        .writeHead(200, { 'content-type': 'text/event-stream' })
        .end(`event: first\n${chatStream('x')}`),
    );
    await lastValueFrom(routeTo(url, { codec }).route.stream(aPrompt()));
    expect(told).toEqual(['first', undefined, undefined]);
  });

  it('should let keep-alive comments and blank lines pass without a value', async () => {
    const { deltas } = await read(`: keep-alive\n\n\n\n: keep-alive\n\n${chatStream('x')}`);
    expect(deltas.map(({ type }) => type)).toEqual(['text', 'end']);
  });

  it('should take the first token for the time to the first token, not a comment', async () => {
    const url = await serveHttp((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(': keep-alive\n\n');
      setTimeout(() => response.end(chatStream('x')), 30);
    });
    const end = await lastValueFrom(routeTo(url).route.stream(aPrompt()));
    expect(end.type === 'end' && end.reply.ttftMs).toBeGreaterThan(25);
  });

  it('should fail with stream_cut when the answer stops before its end', async () => {
    for (const rest of ['', 'data: {"choices":[{"ind', 'data: {"choices":[]}\n\n']) {
      const { deltas, error } = await read(delta({ content: 'half' }) + rest);
      expect(deltas).toEqual([{ type: 'text', text: 'half' }]);
      expect(error).toMatchObject({ code: 'stream_cut', retryable: true, failover: true, route: 'main' });
    }
    const url = await serveRaw((socket) =>
      socket.once('data', () => {
        socket.write(rawAnswer(delta({ content: 'half' }).repeat(9), 'text/event-stream').slice(0, 300), () =>
          setTimeout(() => socket.resetAndDestroy(), 10),
        );
      }),
    );
    expect((await collect(routeTo(url).route.stream(aPrompt()))).error).toMatchObject({ code: 'stream_cut' });
  });

  it('should do without [DONE], and without the blank line after the last event', async () => {
    const end = delta({ content: '' }, 'stop');
    for (const body of [delta({ content: 'x' }) + end, delta({ content: 'x' }) + end.trimEnd()]) {
      const { deltas, error } = await read(body);
      expect(error).toBeUndefined();
      expect(deltas.at(-1)).toMatchObject({ type: 'end', reply: { text: 'x', finishReason: 'stop' } });
    }
  });

  it('should fail on an error within the stream', async () => {
    const error = { message: 'Too many, sk-0123456789', type: 'rate_limit_error', code: 'x' };
    const result = await read(delta({ content: 'a' }) + event({ error }));
    expect(result.deltas).toHaveLength(1);
    expect(result.error).toMatchObject({
      code: 'rate_limited',
      retryable: true,
      httpStatus: 429,
      route: 'main',
    });
    expect(result.error?.message).not.toContain('0123456789');
    expect((await read(event({ error: { message: 'boom' } }))).error).toMatchObject({ code: 'server_error' });
    expect((await read(event({ error: { message: 'boom', code: 503 } }))).error).toMatchObject({
      code: 'overloaded',
    });
  });

  it('should fail on a chunk that is no JSON, and on a stream without any', async () => {
    expect((await read('data: oops\n\n')).error).toMatchObject({ code: 'bad_response', retryable: true });
    expect((await read('data: [DONE]\n\n')).error).toMatchObject({ code: 'empty_answer', retryable: true });
    expect((await read(': keep-alive\n\n')).error).toMatchObject({ code: 'empty_answer', retryable: true });
    expect((await read('')).error).toMatchObject({ code: 'empty_answer', retryable: true });
  });

  it('should say that a page of HTML is no answer, whatever its status', async () => {
    expect((await read('<html><title>Maintenance</title>', 'text/html; charset=utf-8')).error).toMatchObject({
      code: 'bad_response',
      message: expect.stringContaining('the body begins: <html><title>Maintenance'),
    });
  });

  it('should call a connection that breaks before the first event broken', async () => {
    const head = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: 99\r\n\r\n';
    const url = await serveRaw((socket) => socket.once('data', () => socket.end(`${head}: keep-alive\n\n`)));
    const { error } = await collect(routeTo(url).route.stream(aPrompt()));
    expect(error).toMatchObject({ code: 'connection_reset', retryable: true });
  });

  it('should take a whole answer from a server that does not stream', async () => {
    const { deltas } = await read(chatAnswer('whole'), 'application/json');
    expect(deltas).toMatchObject([
      { type: 'text', text: 'whole' },
      { type: 'end', reply: { text: 'whole' } },
    ]);
  });

  it('should refuse an answer over the limit, and one endless event', async () => {
    let closed = 0;
    const url = await serveHttp((request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const endless = request.text.includes('one event');
      if (endless) response.write('data: ');
      const timer = setInterval(
        () => response.write(endless ? 'x'.repeat(5_000) : delta({ content: 'x'.repeat(5_000) })),
        1,
      );
      response.on('close', () => {
        clearInterval(timer);
        closed++;
      });
    });
    const { route } = routeTo(url, { maxAnswerBytes: 50_000 });
    for (const user_id of ['many', 'one event']) {
      const { error } = await collect(route.stream(aPrompt({ params: { user_id } })));
      expect(error).toMatchObject({ code: 'answer_too_large', retryable: false });
    }
    await expect.poll(() => closed).toBe(2);
  });

  it('should end at [DONE] and keep the connection, but not for a body that goes on', async () => {
    let connections = 0;
    let closed = 0;
    const url = await serveHttp((request, response) => {
      if (!request.socket.listenerCount('mine')) connections++;
      request.socket.on('mine', () => {});
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.on('close', () => closed++);
      response.write(chatStream('x'));
      if (!request.text.includes('goes on')) response.end();
    });
    const { route } = routeTo(url);
    for (let i = 0; i < 3; i++) {
      await lastValueFrom(route.stream(aPrompt()));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(connections).toBe(1);
    const started = performance.now();
    await lastValueFrom(route.stream(aPrompt({ params: { user_id: 'goes on' } })));
    expect(performance.now() - started).toBeLessThan(500);
    await expect.poll(() => closed, { timeout: 3_000 }).toBe(4);
  });
});
