import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../src/simulator/startSimulator.js';
import { ask, chatBody } from './ask.js';

let simulator: Simulator;
let url: string;
beforeAll(async () => {
  simulator = await startSimulator({ keys: ['sk-test-0000'] });
  url = `${simulator.url}/chat/completions`;
});
afterAll(() => simulator.close());

const envelope = (message: string) =>
  `{"error":{"message":${JSON.stringify(message)},"type":"invalid_request_error","param":null,"code":"invalid_request_error"}}`;
const shape = 'Failed to deserialize the JSON body into the target type: ';
const json = 'application/json';
const octets = 'application/octet-stream';
const messages = '"messages":[{"role":"user","content":"hi"}]';

describe('refusals of the simulator', () => {
  it.each([
    [
      'no body',
      '',
      octets,
      'Failed to parse the request body as JSON: EOF while parsing a value at line 1 column 0',
    ],
    [
      'truncated JSON',
      '{"model":',
      octets,
      'Failed to parse the request body as JSON: model: EOF while parsing a value at line 1 column 9',
    ],
    ['missing messages', '{}', json, envelope(`${shape}missing field \`messages\` at line 1 column 2`)],
    [
      'messages as an object',
      '{"model":"deepseek-v4-flash","messages":{}}',
      json,
      envelope(`${shape}messages: invalid type: map, expected a sequence at line 1 column 40`),
    ],
    [
      'role developer',
      '{"model":"deepseek-v4-flash","messages":[{"role":"developer","content":"hi"}]}',
      json,
      envelope(
        `${shape}messages[0].role: unknown variant \`developer\`, expected one of \`system\`, \`user\`, \`assistant\`, \`tool\`, \`latest_reminder\` at line 1 column 60`,
      ),
    ],
    [
      'an unknown model',
      `{"model":"deepseek-model-does-not-exist",${messages}}`,
      octets,
      envelope(
        'The supported API model names are deepseek-v4-pro or deepseek-v4-flash, but you passed deepseek-model-does-not-exist.',
      ),
    ],
    [
      'temperature 3',
      `{"model":"deepseek-flash","temperature":3,${messages}}`,
      octets,
      envelope('Invalid temperature value, the valid range of temperature is [0, 2]'),
    ],
    [
      'a long user_id',
      `{"model":"deepseek-flash","user_id":"${'a'.repeat(513)}",${messages}}`,
      octets,
      envelope(
        "Invalid 'user_id': string too long. Expected a string with maximum length 512, but got a string with length 513 instead",
      ),
    ],
    [
      'stream_options without stream',
      `{"model":"deepseek-flash","stream_options":{"include_usage":true},${messages}}`,
      octets,
      envelope('stream_options should be set along with stream = true'),
    ],
    [
      'an unknown effort',
      `{"model":"deepseek-flash",${messages},"reasoning_effort":"extreme"}`,
      json,
      envelope(
        `${shape}reasoning_effort: unknown variant \`extreme\`, expected one of \`high\`, \`low\`, \`medium\`, \`max\`, \`xhigh\` at line 1 column 98`,
      ),
    ],
    [
      'an unknown switch for thinking',
      `{"model":"deepseek-flash",${messages},"thinking":{"type":"adaptive"}}`,
      json,
      envelope(
        `${shape}thinking.type: unknown variant \`adaptive\`, expected \`enabled\` or \`disabled\` at line 1 column 99`,
      ),
    ],
    [
      'a temperature in words',
      `{"model":"deepseek-flash","temperature":"hot",${messages}}`,
      json,
      envelope(`${shape}temperature: invalid type: string "hot", expected f32 at line 1 column 45`),
    ],
    [
      'a part of another kind',
      '{"messages":[{"role":"user","content":[{"type":"tool_reference"}]}],"model":"deepseek-flash"}',
      json,
      envelope(
        `${shape}messages[0].content: unknown variant \`tool_reference\`, expected one of \`text\`, \`image_url\`, \`file\` at line 1 column 65`,
      ),
    ],
    [
      'more than 393,216 tokens',
      `{"model":"deepseek-flash","max_tokens":393217,${messages}}`,
      octets,
      envelope('Invalid max_tokens value, the valid range of max_tokens is [1, 393216]'),
    ],
    [
      'top_p 0',
      `{"model":"deepseek-flash","top_p":0,${messages}}`,
      octets,
      envelope('Invalid top_p value, the valid range of top_p is (0, 1.0]'),
    ],
    [
      'too many stop texts',
      `{"model":"deepseek-flash","stop":${JSON.stringify(Array(17).fill('x'))},${messages}}`,
      octets,
      envelope(
        "Invalid 'stop': array too long. Expected an array with maximum length 16, but got an array with length 17 instead",
      ),
    ],
  ])('should refuse %s with 400', async (_, body, contentType, expected) => {
    const seen = await ask(url, body);

    expect(seen.text).toBe(expected);
    expect(seen.status).toBe(400);
    expect(seen.headers['content-type']).toBe(contentType);
    expect(seen.headers['content-length']).toBe(String(Buffer.byteLength(expected)));
    expect(seen.headers['x-cache']).toBe('Error from cloudfront');
  });

  it('should answer a missing key with 31 bytes that are no JSON, without content type', async () => {
    const response = await request(url, { method: 'POST', body: '{}' });

    expect(response.statusCode).toBe(401);
    expect(response.headers['content-type']).toBeUndefined();
    expect(response.headers['content-length']).toBe('31');
    expect(await response.body.text()).toBe('Authentication Fails (governor)');
  });

  it('should answer a wrong key with its last four characters only, and an id since October 2026', async () => {
    simulator.setTime('2026-07-27T00:00:00Z');
    const seen = await ask(url, chatBody('hi'), { authorization: 'Bearer sk-secret-0000' });
    simulator.setTime('2026-10-06T00:00:00Z');
    const later = await ask(url, chatBody('hi'), { authorization: 'Bearer sk-secret-0000' });

    expect(seen.status).toBe(401);
    expect(seen.bytes.length).toBe(153);
    expect(seen.headers['content-type']).toBe(json);
    expect(seen.text).toBe(
      '{"error":{"message":"Authentication Fails, Your api key: ****0000 is invalid","type":"authentication_error","param":null,"code":"invalid_request_error"}}',
    );
    expect(JSON.parse(later.text).error.message).toMatch(
      /^Authentication Fails, Your api key: \*{4}0000 is invalid \(request_id: [0-9a-f-]{36}\)$/,
    );
  });

  it('should answer a wrong shape with 422 and plain text until late 2025', async () => {
    const body = '{"messages":[{"role":"user","content":{}}],"model":"deepseek-flash"}';
    simulator.setTime('2025-04-08T00:00:00Z');
    const then = await ask(url, body);
    const value = await ask(url, chatBody('hi', { temperature: 3 }));
    simulator.setTime('2026-11-24T00:00:00Z');
    const now = await ask(url, body);

    expect([then.status, then.headers['content-type'], then.text]).toEqual([
      422,
      'text/plain; charset=utf-8',
      `${shape}messages[0].content: invalid type: map, expected a string at line 1 column 38`,
    ]);
    expect([value.status, now.status]).toEqual([400, 400]);
    expect(JSON.parse(now.text).error.message).toBe(then.text);
  });

  it('should answer a request that is not JSON with 415', async () => {
    const seen = await ask(url, 'hi', { 'content-type': 'text/plain' });

    expect(seen.status).toBe(415);
    expect(seen.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(seen.text).toBe('Expected request with `Content-Type: application/json`');
  });

  it('should answer a wrong path with an empty 404 and a wrong method with an empty 405', async () => {
    const headers = { authorization: 'Bearer sk-test-0000' };
    const path = await ask(`${simulator.url}/chat/completion`, '{}');
    const method = await request(url, { headers });

    expect([path.status, path.text, path.headers['content-type']]).toEqual([404, '', undefined]);
    expect([method.statusCode, method.headers['content-type']]).toEqual([405, undefined]);
    expect(await method.body.text()).toBe('');
  });

  it('should refuse a context over the maximum in the recorded words', async () => {
    const seen = await ask(url, chatBody('a'.repeat(4_166_750)));

    expect(seen.status).toBe(400);
    expect(seen.bytes.length).toBeGreaterThan(280);
    expect(seen.text).toContain(
      "This model's maximum context length is 1048565 tokens. However, you requested 1250025 tokens (1250025 in the messages, 0 in the completion).",
    );
  });

  it('should send no rate-limit headers, no request id and no Retry-After', async () => {
    const seen = await ask(url, chatBody('hi'));

    expect(Object.keys(seen.headers).filter((name) => /ratelimit|request-id|retry/.test(name))).toEqual([]);
  });
});
