import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toTokenText } from '../../src/simulator/answers/AnswerBook.js';
import { streamEvents, wholeBody } from '../../src/simulator/answers/ChatAnswer.js';
import { type Simulator, startSimulator } from '../../src/simulator/startSimulator.js';
import { ask, chatBody, events } from './ask.js';

let simulator: Simulator;
let url: string;
beforeAll(async () => {
  simulator = await startSimulator();
  url = `${simulator.url}/chat/completions`;
});
afterAll(() => simulator.close());

const off = { thinking: { type: 'disabled' } };
const recorded = {
  id: '9dabd7b4-f3a3-40a1-a684-5469f9db5235',
  created: 1780944373,
  model: 'deepseek-v4-flash',
  content: toTokenText('4'),
  reasoning: null,
  toolCalls: [],
  finishReason: 'stop',
  promptTokens: 12,
  cacheHitTokens: 0,
  completionTokens: 1,
  reasoningTokens: 0,
  logprobs: null,
};

describe('answers of the simulator', () => {
  it('should write a whole body as it was recorded', () => {
    expect(wholeBody(recorded)).toBe(
      '{"id":"9dabd7b4-f3a3-40a1-a684-5469f9db5235","object":"chat.completion","created":1780944373,"model":"deepseek-v4-flash","choices":[{"index":0,"message":{"role":"assistant","content":"4"},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":12,"completion_tokens":1,"total_tokens":13,"prompt_tokens_details":{"cached_tokens":0},"prompt_cache_hit_tokens":0,"prompt_cache_miss_tokens":12},"system_fingerprint":"fp_8b330d02d0_prod0820_fp8_kvcache_20260402"}',
    );
  });

  it('should write a stream as it was recorded, usage null in all chunks but the last', () => {
    const head =
      'data: {"id":"9dabd7b4-f3a3-40a1-a684-5469f9db5235","object":"chat.completion.chunk","created":1780944373,"model":"deepseek-v4-flash","system_fingerprint":"fp_8b330d02d0_prod0820_fp8_kvcache_20260402","choices":[{"index":0,"delta":';
    const usage =
      '{"prompt_tokens":12,"completion_tokens":1,"total_tokens":13,"prompt_tokens_details":{"cached_tokens":0},"prompt_cache_hit_tokens":0,"prompt_cache_miss_tokens":12}';

    expect(streamEvents(recorded, true)).toEqual([
      `${head}{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}],"usage":null}\n\n`,
      `${head}{"content":"4"},"logprobs":null,"finish_reason":null}],"usage":null}\n\n`,
      `${head}{"content":""},"logprobs":null,"finish_reason":"stop"}],"usage":${usage}}\n\n`,
      'data: [DONE]\n\n',
    ]);
    expect(streamEvents(recorded, false).join('')).not.toContain('"usage":null');
  });

  it('should send the recorded headers in their order', async () => {
    const response = await request(url, {
      method: 'POST',
      headers: { authorization: 'Bearer k', 'content-type': 'application/json' },
      body: chatBody('hi'),
    });
    await response.body.dump();

    expect(Object.keys(response.headers)).toEqual([
      'content-type',
      'transfer-encoding',
      'connection',
      'date',
      'server',
      'vary',
      'access-control-allow-credentials',
      'x-ds-trace-id',
      'strict-transport-security',
      'x-content-type-options',
      'x-cache',
      'via',
      'x-amz-cf-pop',
      'x-amz-cf-id',
    ]);
    expect(response.headers['x-ds-trace-id']).toMatch(/^[0-9a-f]{32}$/);
  });

  it('should think by default, and count the reasoning and its end in the usage', async () => {
    const seen = JSON.parse((await ask(url, chatBody('Why is the sky blue?'))).text);

    expect(Object.keys(seen.choices[0].message)).toEqual(['role', 'content', 'reasoning_content']);
    expect(Object.keys(seen.usage)).toEqual([
      'prompt_tokens',
      'completion_tokens',
      'total_tokens',
      'prompt_tokens_details',
      'completion_tokens_details',
      'prompt_cache_hit_tokens',
      'prompt_cache_miss_tokens',
    ]);
    expect(seen.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('should stream one event for each token, joined the same as the whole answer', async () => {
    const whole = JSON.parse((await ask(url, chatBody('Why is the sky blue?'))).text);
    const seen = await ask(url, chatBody('Why is the sky blue?', { stream: true }));
    const chunks = events(seen.text);
    const deltas = chunks.map((chunk) => chunk.choices[0].delta);

    expect(seen.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    expect(seen.headers['cache-control']).toBe('no-cache');
    expect(seen.text.endsWith('\n\ndata: [DONE]\n\n')).toBe(true);
    expect(deltas[0]).toEqual({ role: 'assistant', content: null, reasoning_content: '' });
    expect(deltas.at(-1)).toEqual({ content: '', reasoning_content: null });
    expect(deltas.map((delta) => delta.content ?? '').join('')).toBe(whole.choices[0].message.content);
    expect(deltas.map((delta) => delta.reasoning_content ?? '').join('')).toBe(
      whole.choices[0].message.reasoning_content,
    );
    expect(chunks.at(-1).usage.completion_tokens).toBe(chunks.length - 2 + 1);
    expect(chunks.filter((chunk) => 'usage' in chunk)).toHaveLength(1);
  });

  it('should cut at max_tokens with the finish reason length', async () => {
    const cut = JSON.parse((await ask(url, chatBody('Tell a story', { ...off, max_tokens: 5 }))).text);
    const thought = JSON.parse((await ask(url, chatBody('Tell a story', { max_tokens: 5 }))).text);

    expect(cut.choices[0].finish_reason).toBe('length');
    expect(cut.usage.completion_tokens).toBe(5);
    expect(cut.choices[0].message).not.toHaveProperty('reasoning_content');
    expect(thought.choices[0]).toMatchObject({ finish_reason: 'length', message: { content: '' } });
    expect(thought.usage.completion_tokens_details.reasoning_tokens).toBe(5);
  });

  it('should give the same prompt the same answer, another seed and another prompt another', async () => {
    const other = await startSimulator({ seed: 2 });
    const text = async (base: string, prompt: string) =>
      JSON.parse((await ask(`${base}/v1/chat/completions`, chatBody(prompt, off))).text).choices[0].message
        .content;
    const [first, again, seeded, another] = await Promise.all([
      text(simulator.url, 'Describe the harbour'),
      text(simulator.url, 'Describe the harbour'),
      text(other.url, 'Describe the harbour'),
      text(simulator.url, 'Describe the mountain'),
    ]);
    await other.close();

    expect(again).toBe(first);
    expect(seeded).not.toBe(first);
    expect(another).not.toBe(first);
  });

  it('should answer Chinese in Chinese, cut at a stop text, and write JSON when asked', async () => {
    const chinese = await ask(url, chatBody('请解释一下光合作用', off));
    const stopped = await ask(url, chatBody('Why?', { ...off, stop: '.' }));
    const object = await ask(
      url,
      chatBody('Why? In JSON.', { ...off, response_format: { type: 'json_object' } }),
    );
    const content = (text: string) => JSON.parse(text).choices[0].message.content;

    expect(content(chinese.text)).toMatch(/^[\p{Script=Han}，。]+$/u);
    expect(content(stopped.text)).not.toContain('.');
    expect(JSON.parse(content(object.text))).toHaveProperty('answer');
  });

  it('should serve a long prompt from the context cache the second time, for the same user only', async () => {
    const prompt = 'All work and no play makes a dull boy. '.repeat(30);
    const usage = async (more: object) =>
      JSON.parse((await ask(url, chatBody(prompt, { ...off, ...more }))).text).usage;
    const first = await usage({ user_id: 'a' });
    const again = await usage({ user_id: 'a' });
    const other = await usage({ user_id: 'b' });

    expect([first.prompt_cache_hit_tokens, other.prompt_cache_hit_tokens]).toEqual([0, 0]);
    expect(again.prompt_cache_hit_tokens).toBe(256);
    expect(again.prompt_tokens_details.cached_tokens).toBe(256);
    expect(again.prompt_cache_miss_tokens).toBe(again.prompt_tokens - 256);
  });

  it("should serve the guide's form, with a reply field of one's choice", async () => {
    const replying = await startSimulator({ replyField: 'reply', promptPath: '/summarise' });
    const summary = JSON.parse((await ask(`${simulator.url}/v1/nlp`, '{"prompt":"Explain tides"}')).text);
    const reply = JSON.parse((await ask(`${replying.url}/summarise`, '{"prompt":"Explain tides"}')).text);
    const missing = await ask(`${simulator.url}/v1/nlp`, '{"text":"Explain tides"}');
    await replying.close();

    expect(summary).toEqual({ summary: expect.stringContaining('tides') });
    expect(reply).toEqual({ reply: summary.summary });
    expect([missing.status, missing.text]).toEqual([400, expect.stringContaining('missing field `prompt`')]);
  });

  it('should accept every key by default, but not an empty one', async () => {
    const any = await ask(url, chatBody('Why?'), { authorization: 'Bearer whatever' });
    const empty = await ask(url, chatBody('Why?'), { authorization: 'Bearer ' });

    expect([any.status, empty.status]).toEqual([200, 401]);
  });

  it('should list the models in 153 bytes, later in more, and the balance in strings', async () => {
    simulator.setTime('2026-09-12T00:00:00Z');
    const headers = { authorization: 'Bearer k' };
    const models = await request(`${simulator.url}/models`, { headers });
    simulator.setTime('2026-11-24T00:00:00Z');
    const later = (await (await request(`${simulator.url}/models`, { headers })).body.json()) as {
      data: object[];
    };
    const balance = await request(`${simulator.url}/user/balance`, { headers });

    expect(models.headers['content-length']).toBe('153');
    expect(await models.body.text()).toBe(
      '{"object":"list","data":[{"id":"deepseek-flash","object":"model","owned_by":"deepseek"},{"id":"deepseek-v4-pro","object":"model","owned_by":"deepseek"}]}',
    );
    expect(later.data).toMatchObject([
      { id: 'deepseek-flash', context_window: 1_048_576, input_modalities: ['text', 'image'] },
      { id: 'deepseek-v4-pro', max_output_tokens: 393_216, input_modalities: ['text'] },
    ]);
    expect(await balance.body.text()).toBe(
      '{"is_available":true,"balance_infos":[{"currency":"CNY","total_balance":"110.00","granted_balance":"10.00","topped_up_balance":"100.00"}]}',
    );
  });
});
