import { firstValueFrom, lastValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { promptForm } from '../../src/codec/promptForm.js';
import { aPrompt } from '../helpers/aPrompt.js';
import { chatAnswer, type Got, routeTo, serveHttp } from './serve.js';

describe('route.call', () => {
  it('should send the prompt with the defaults of the route and give one reply', async () => {
    const requests: Got[] = [];
    const url = await serveHttp((request, response) => {
      requests.push(request);
      response.setHeader('content-type', 'application/json');
      response.end(chatAnswer('four'));
    });
    const { route, events } = routeTo(`${url}/v1/`, {
      apiKey: 'key-of-the-test',
      headers: { 'X-Team': 'a' },
    });
    const reply = await lastValueFrom(
      route.call(aPrompt({ messages: [{ role: 'user', content: '2 + 2?' }] })),
    );

    expect(reply).toMatchObject({
      text: 'four',
      reasoning: null,
      toolCalls: null,
      finishReason: 'stop',
      rawFinishReason: 'stop',
      model: 'deepseek-flash',
      route: 'main',
      attempts: 1,
      cached: null,
      ttftMs: null,
      usage: { promptTokens: 12, promptCacheHitTokens: 4, promptCacheMissTokens: 8, completionTokens: 3 },
    });
    expect(reply.latencyMs).toBeGreaterThan(0);
    expect(reply.costUsd).toBeGreaterThan(0);
    expect(requests[0]).toMatchObject({ method: 'POST', url: '/v1/chat/completions' });
    expect(requests[0]?.headers).toMatchObject({
      authorization: 'Bearer key-of-the-test',
      'content-type': 'application/json',
      'accept-encoding': 'gzip, br, deflate',
      'x-team': 'a',
    });
    expect(JSON.parse(requests[0]?.text ?? '')).toEqual({
      messages: [{ role: 'user', content: '2 + 2?' }],
      model: 'deepseek-flash',
    });
    expect(events).toEqual([
      { type: 'attempt-start', route: 'main', model: 'deepseek-flash' },
      {
        type: 'attempt-end',
        route: 'main',
        model: 'deepseek-flash',
        outcome: 'ok',
        latencyMs: reply.latencyMs,
        ttftMs: null,
        usage: reply.usage,
        costUsd: reply.costUsd,
      },
    ]);
  });

  it('should be cold: one request for each subscription, over one connection', async () => {
    const ports = new Set<number | undefined>();
    let requests = 0;
    const url = await serveHttp((request, response) => {
      requests++;
      ports.add(request.socket.remotePort);
      response.end(chatAnswer('x'));
    });
    const { route } = routeTo(url);
    const call = route.call(aPrompt());
    expect(requests).toBe(0);
    for (let i = 0; i < 3; i++) {
      await lastValueFrom(call);
      // The pool gives a connection out again after one turn of the event loop.
      await new Promise(setImmediate);
    }
    expect(requests).toBe(3);
    expect(ports.size).toBe(1);
  });

  it('should ask for the name under which the route serves a model', async () => {
    const bodies: string[] = [];
    const url = await serveHttp((request, response) => {
      bodies.push(JSON.parse(request.text).model);
      response.end(chatAnswer('x'));
    });
    const { route, events } = routeTo(url, {
      models: { 'deepseek-flash': 'vendor/flash', big: 'vendor/big' },
    });
    await lastValueFrom(route.call(aPrompt()));
    await lastValueFrom(route.call(aPrompt({ params: { model: 'big', top_p: 0.5 } })));
    await lastValueFrom(route.call(aPrompt({ params: { model: 'constructor' } })));
    expect(bodies).toEqual(['vendor/flash', 'vendor/big', 'constructor']);
    expect(events.map((event) => 'model' in event && event.model)).toContain('big');
  });

  it('should read an answer that blank lines go before, and none that is blank', async () => {
    const url = await serveHttp((request, response) => {
      response.write('\n\n');
      response.end(request.text.includes('empty') ? '\n' : chatAnswer('late'));
    });
    const { route } = routeTo(url);
    expect((await lastValueFrom(route.call(aPrompt()))).text).toBe('late');
    await expect(lastValueFrom(route.call(aPrompt({ params: { user_id: 'empty' } })))).rejects.toMatchObject({
      code: 'empty_answer',
      retryable: true,
      route: 'main',
    });
  });

  it('should refuse an answer over the limit without reading on', async () => {
    let closed = false;
    const url = await serveHttp((_request, response) => {
      response.on('close', () => {
        closed = true;
      });
      const timer = setInterval(() => response.write('x'.repeat(10_000)), 1);
      response.on('close', () => clearInterval(timer));
    });
    const { route, outcomes } = routeTo(url, { maxAnswerBytes: 100_000 });
    await expect(lastValueFrom(route.call(aPrompt()))).rejects.toMatchObject({
      code: 'answer_too_large',
      retryable: false,
      httpStatus: 200,
    });
    await expect.poll(() => closed).toBe(true);
    expect(outcomes()).toEqual(['answer_too_large']);
  });

  it('should not send a prompt that its source rejected', async () => {
    const { route, events } = routeTo('http://127.0.0.1:9');
    const prompt = aPrompt({ rejection: { code: 'bad_input', message: 'line 3: no prompt' } });
    for (const call of [route.call(prompt), route.stream(prompt)]) {
      await expect(firstValueFrom(call as typeof call & ReturnType<typeof route.call>)).rejects.toMatchObject(
        {
          code: 'bad_input',
          message: 'line 3: no prompt',
          attempts: 0,
          retryable: false,
          failover: false,
        },
      );
    }
    expect(events).toEqual([]);
  });

  it('should fail a prompt that cannot be written as JSON', async () => {
    const { route, events } = routeTo('http://127.0.0.1:9');
    await expect(lastValueFrom(route.call(aPrompt({ params: { seed: 1n } })))).rejects.toMatchObject({
      code: 'bad_input',
      attempts: 0,
    });
    expect(events).toEqual([]);
  });

  it('should speak the prompt form, streaming or not', async () => {
    const url = await serveHttp((request, response) => {
      const { prompt } = JSON.parse(request.text);
      response.end(JSON.stringify({ reply: `${request.url} ${prompt}` }));
    });
    const { route } = routeTo(`${url}/v1/nlp`, { codec: promptForm() });
    const prompt = aPrompt({ messages: [{ role: 'user', content: 'hi' }] });
    expect((await lastValueFrom(route.call(prompt))).text).toBe('/v1/nlp hi');
    const deltas: unknown[] = [];
    await route.stream(prompt).forEach((delta) => void deltas.push(delta));
    expect(deltas).toMatchObject([
      { type: 'text', text: '/v1/nlp hi' },
      { type: 'end', reply: { usage: null } },
    ]);
  });

  it('should turn what a codec throws into a failure', async () => {
    const url = await serveHttp((_request, response) => response.end('{}'));
    const codec = {
      ...promptForm(),
      decode: () => {
        throw new TypeError('no such field, my-secret-key');
      },
    };
    const { route, outcomes } = routeTo(url, { codec, apiKey: 'my-secret-key' });
    await expect(lastValueFrom(route.call(aPrompt()))).rejects.toMatchObject({
      code: 'bad_response',
      message: 'the codec failed: no such field, [secret]',
    });
    expect(outcomes()).toEqual(['bad_response']);
  });
});
