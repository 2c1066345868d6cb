import { createServer } from 'node:net';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { CallError } from '../../src/errors/CallError.js';
import { aPrompt } from '../helpers/aPrompt.js';
import { chatAnswer, routeTo, serveHttp, serveRaw } from './serve.js';

const key = 'sk-0123456789abcdef0123456789abcdef';

async function failureOf(
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
  stream = false,
): Promise<CallError> {
  const url = await serveHttp((_request, response) => response.writeHead(status, headers).end(body));
  const { route } = routeTo(url, { apiKey: key });
  const call = stream ? route.stream(aPrompt()) : route.call(aPrompt());
  return firstValueFrom(call as typeof call & ReturnType<typeof route.call>).then(
    () => expect.unreachable('no failure'),
    (error) => error,
  );
}

const said = (message: string, type = 'x', code: string | number = 'invalid_request_error') =>
  JSON.stringify({ error: { message, type, param: null, code } });

describe('an answer that is no success', () => {
  it.each([
    [400, 'bad_request', false, false, false],
    [401, 'unauthorized', false, true, true],
    [402, 'insufficient_balance', false, true, true],
    [403, 'forbidden', false, true, false],
    [404, 'not_found', false, true, false],
    [405, 'not_found', false, true, false],
    [408, 'timeout', true, true, false],
    [409, 'conflict', true, true, false],
    [413, 'request_too_large', false, false, false],
    [415, 'unsupported_media_type', false, false, false],
    [418, 'bad_request', false, false, false],
    [422, 'invalid_parameters', false, false, false],
    [425, 'too_early', true, true, false],
    [429, 'rate_limited', true, true, false],
    [500, 'server_error', true, true, false],
    [502, 'server_error', true, true, false],
    [503, 'overloaded', true, true, false],
    [524, 'server_error', true, true, false],
    [529, 'overloaded', true, true, false],
  ])('should be classed by its status: %i is %s', async (status, code, retryable, failover, account) => {
    const error = await failureOf(status, said('The server says no.'));
    expect(error).toMatchObject({ code, retryable, failover, account, httpStatus: status, route: 'main' });
    expect(error.message).toContain(`HTTP ${status}: The server says no.`);
    expect(error.body).toBe(said('The server says no.'));
  });

  it.each([
    [400, said('The supported API model names are a or b, but you passed c.')],
    [400, said('Model Not Exist')],
    [404, said('The model `c` does not exist or you do not have access to it.', 'x', 'model_not_found')],
    [404, JSON.stringify({ object: 'error', message: 'The model `c` does not exist.', code: 404 })],
    [404, JSON.stringify({ error: 'model "c" not found, try pulling it first' })],
    [400, said('c is not a valid model ID', 'x', 400)],
    [400, JSON.stringify({ error: { message: 'Invalid model: c' } })],
  ])('should know a model that is not there: %i %s', async (status, body) => {
    expect(await failureOf(status, body)).toMatchObject({
      code: 'model_not_found',
      retryable: false,
      failover: true,
    });
  });

  it.each([
    [400, 'bad_request', 'This model does not support images.'],
    [400, 'bad_request', "This model's maximum context length is 65536 tokens."],
    [404, 'not_found', 'Not Found'],
    [503, 'overloaded', 'The model is not available, try again.'],
  ])('should not take any word of a model for that: %i %s', async (status, code, words) => {
    expect(await failureOf(status, said(words))).toMatchObject({ code });
  });

  it.each([
    [[301, 400, 401, 402, 403, 404, 413, 422, 425, 429, 503, 529], true],
    // Whoever says so may have waited for an answer that was written.
    [[408, 499, 500, 502, 504, 524], false],
  ])('should know whether it can have been billed: %j: not: %s', async (statuses, unbilled) => {
    for (const status of statuses) {
      expect(await failureOf(status, said('no')), `${status}`).toMatchObject({ unbilled, usage: null });
    }
    // An error in place of an answer came after the work had begun.
    expect(await failureOf(200, said('no', 'rate_limit_error', 429))).toMatchObject({ unbilled: false });
  });

  it('should keep the bill of an answer that is none', async () => {
    const body = JSON.parse(chatAnswer('', 'length'));
    expect(await failureOf(200, JSON.stringify(body))).toMatchObject({
      code: 'empty_answer',
      unbilled: false,
      usage: { promptTokens: 12, promptCacheHitTokens: 4, completionTokens: 3 },
    });
  });

  it('should be the same before a stream', async () => {
    const error = await failureOf(
      503,
      said('Service is too busy.'),
      { 'content-type': 'application/json' },
      true,
    );
    expect(error).toMatchObject({ code: 'overloaded', retryable: true, httpStatus: 503 });
  });

  it('should say what the server said, in whatever form', async () => {
    const message = async (body: string) => (await failureOf(500, body)).message;
    expect(await message('plain words')).toBe('HTTP 500: plain words');
    expect(await message('')).toBe('HTTP 500');
    expect(await message('<html>\n<head><title>500 Internal Server Error</title></head></html>')).toBe(
      'HTTP 500: 500 Internal Server Error',
    );
    expect(await message('{"error":"model is loading"}')).toBe('HTTP 500: model is loading');
    expect(await message('{"message":"upstream gone"}')).toBe('HTTP 500: upstream gone');
    expect(await message('{"detail":[{"msg":"field required"}]}')).toBe(
      'HTTP 500: [{"msg":"field required"}]',
    );
    expect(await message('{"error":{"message":"half')).toBe('HTTP 500: {"error":{"message":"half');
  });

  it('should hold no key, and a body cut to 2,000 characters', async () => {
    const echo = `${'x'.repeat(1_990)} your key ${key} and sk-someotherkey123 in Authorization: Bearer ${key}`;
    const error = await failureOf(401, said(`${key} is invalid. ${echo}`));
    expect(error.message).toContain('[secret] is invalid.');
    expect(error.body?.length).toBe(2_000);
    expect(JSON.stringify([error, error.message, error.stack, error.body])).not.toMatch(/0123456|someother/);
    const short = await failureOf(401, said('Your api key: ****cdef is invalid'));
    expect(short.message).toBe('HTTP 401: Your api key: ****cdef is invalid (check the API key)');
  });

  it('should tell a used-up quota from a rate', async () => {
    const codeOf = async (body: string, headers = {}) => (await failureOf(429, body, headers)).code;
    expect(await codeOf(said('You exceeded it', 'insufficient_quota', 'insufficient_quota'))).toBe(
      'insufficient_quota',
    );
    const text = 'You exceeded your current quota, please check your plan and billing details.';
    expect(await failureOf(429, said(text))).toMatchObject({
      code: 'insufficient_quota',
      account: true,
      retryable: false,
      failover: true,
    });
    expect(await codeOf(said(text), { 'retry-after': '3' })).toBe('rate_limited');
    expect(await codeOf(said('Quota exceeded: 10 requests per minute'))).toBe('rate_limited');
    const balance =
      'Your current concurrency is 26, which exceeds your concurrency limit of 25 based on your remaining balance. Please top up your balance to restore your concurrency.';
    expect(await codeOf(said(balance))).toBe('rate_limited');
  });

  it('should carry the wait that the server asked for', async () => {
    const wait = async (headers: Readonly<Record<string, string>>) =>
      (await failureOf(429, '', headers)).retryAfterMs;
    expect(await wait({ 'Retry-After': '2' })).toBe(2_000);
    expect(await wait({ 'retry-after': '9', 'Retry-After-Ms': '150.5' })).toBe(151);
    expect(await wait({})).toBeNull();
    expect(await wait({ 'retry-after': new Date(Date.now() + 90_000).toUTCString() })).toBeGreaterThan(
      80_000,
    );
  });

  it('should not follow a redirection, and say where it leads', async () => {
    const error = await failureOf(308, '', { location: 'https://elsewhere.example/v1' });
    expect(error).toMatchObject({ code: 'redirected', retryable: false, failover: true });
    expect(error.message).toContain('to https://elsewhere.example/v1');
  });

  it('should be read no further than an error is worth', async () => {
    let closed = false;
    const url = await serveHttp((_request, response) => {
      response.writeHead(500);
      const timer = setInterval(() => response.write('y'.repeat(20_000)), 1);
      response.on('close', () => {
        clearInterval(timer);
        closed = true;
      });
    });
    const { route } = routeTo(url);
    await expect(firstValueFrom(route.call(aPrompt()))).rejects.toMatchObject({ code: 'server_error' });
    await expect.poll(() => closed).toBe(true);
  });
});

describe('a network that fails', () => {
  const failure = (baseUrl: string, connectMs = 5_000) =>
    firstValueFrom(routeTo(baseUrl, { connectMs }).route.call(aPrompt())).then(
      () => expect.unreachable('no failure'),
      (error: CallError) => error,
    );

  it('should be connection_refused where nobody listens', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    await new Promise((resolve) => server.close(resolve));
    const refused = {
      code: 'connection_refused',
      retryable: true,
      failover: true,
      httpStatus: null,
      unbilled: true,
    };
    expect(await failure(`http://127.0.0.1:${port}`)).toMatchObject(refused);
    // Both addresses of a name.
    const both = await failure(`http://localhost:${port}`);
    expect(both).toMatchObject(refused);
    expect(both.message).toMatch(/^localhost:\d+: nobody listens there.*ECONNREFUSED/);
  });

  it('should be dns when a name cannot be resolved', async () => {
    expect(await failure('http://no-such-host.invalid')).toMatchObject({
      code: 'dns',
      retryable: true,
      failover: true,
      unbilled: true,
    });
  });

  it('should be tls when the other side has another protocol or an unknown certificate', async () => {
    const url = await serveHttp((_request, response) => response.end());
    expect(await failure(url.replace('http:', 'https:'))).toMatchObject({ code: 'tls', retryable: true });
  });

  it('should be connect_timeout within the limit', async () => {
    // TLS that never begins counts as connecting.
    const url = await serveRaw(() => {});
    const started = performance.now();
    const error = await failure(url.replace('http:', 'https:'), 60);
    expect(error).toMatchObject({
      code: 'connect_timeout',
      retryable: true,
      failover: true,
      unbilled: true,
    });
    expect(performance.now() - started).toBeLessThan(450);
  });

  it('should be bad_response when the other side speaks no HTTP', async () => {
    const url = await serveRaw((socket) => socket.once('data', () => socket.end('SSH-2.0-x\r\n')));
    expect(await failure(url)).toMatchObject({ code: 'bad_response', retryable: true, unbilled: false });
  });

  it('should be connection_reset when a whole answer is cut', async () => {
    const url = await serveRaw((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"cho')),
    );
    expect(await failure(url)).toMatchObject({
      code: 'connection_reset',
      retryable: true,
      unbilled: false,
    });
  });
});
