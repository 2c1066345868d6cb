import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../src/simulator/startSimulator.js';
import { ask, events } from './ask.js';

let simulator: Simulator;
let url: string;
beforeAll(async () => {
  simulator = await startSimulator();
  url = `${simulator.url}/beta/completions`;
});
afterAll(() => simulator.close());

const code = { model: 'deepseek-v4-pro', prompt: 'def fib(a):', suffix: '    return fib(a-1) + fib(a-2)' };
const fill = (more: object = {}) => ask(url, JSON.stringify({ ...code, ...more }));

describe('FIM completion of the simulator', () => {
  it('should write a middle, whole and streamed the same, keys in their order, without thinking', async () => {
    const whole = JSON.parse((await fill()).text);
    const seen = await fill({ stream: true, stream_options: { include_usage: true } });
    const chunks = events(seen.text);

    expect(Object.keys(whole)).toEqual([
      'id',
      'object',
      'created',
      'model',
      'choices',
      'usage',
      'system_fingerprint',
    ]);
    expect(whole).toMatchObject({ object: 'text_completion', model: 'deepseek-v4-pro' });
    expect(Object.keys(whole.choices[0])).toEqual(['text', 'index', 'logprobs', 'finish_reason']);
    expect(whole.usage).not.toHaveProperty('completion_tokens_details');
    expect(chunks.map((chunk) => chunk.choices[0].text).join('')).toBe(whole.choices[0].text);
    expect(chunks.map((chunk) => chunk.usage === null)).toEqual(
      chunks.map((_, index) => index < chunks.length - 1),
    );
    expect(chunks.at(-1)).toMatchObject({ choices: [{ finish_reason: 'stop' }], usage: whole.usage });
    expect(seen.text.endsWith('\n\ndata: [DONE]\n\n')).toBe(true);
  });

  it('should be understood by the openai SDK', async () => {
    const client = new OpenAI({ baseURL: `${simulator.url}/beta`, apiKey: 'k', maxRetries: 0 });
    const whole = await client.completions.create({ ...code, max_tokens: 7 });
    let text = '';
    for await (const chunk of await client.completions.create({ ...code, max_tokens: 7, stream: true })) {
      text += chunk.choices[0]?.text;
    }

    expect(whole.choices[0]).toMatchObject({ finish_reason: 'length', text });
    expect(whole.usage?.completion_tokens).toBe(7);
  });

  it('should echo the prompt, unbilled, and tell log probabilities with their offsets', async () => {
    const plain = JSON.parse((await fill()).text);
    const seen = JSON.parse((await fill({ echo: true, logprobs: 2 })).text);
    const { text, logprobs } = seen.choices[0];

    expect(text).toBe(code.prompt + plain.choices[0].text);
    expect(seen.usage.completion_tokens).toBe(plain.usage.completion_tokens);
    expect(logprobs.tokens.join('')).toBe(plain.choices[0].text);
    expect(
      logprobs.tokens.every((token: string, index: number) =>
        text.startsWith(token, logprobs.text_offset[index]),
      ),
    ).toBe(true);
    expect(logprobs.token_logprobs).toHaveLength(logprobs.tokens.length);
    expect(Object.keys(logprobs.top_logprobs[0])).toHaveLength(2);
  });

  it('should count what stands before and after, and fill in the same for the same', async () => {
    const [both, before] = await Promise.all([fill(), fill({ suffix: null })]);
    const usage = (seen: { readonly text: string }) => JSON.parse(seen.text).usage.prompt_tokens;

    expect(usage(both)).toBeGreaterThan(usage(before));
    expect(JSON.parse((await fill()).text).choices).toEqual(JSON.parse(both.text).choices);
  });

  it.each([
    [{ max_tokens: 4_097 }, 'Invalid max_tokens value, the valid range of max_tokens is [1, 4096]'],
    [{ logprobs: 21 }, 'the valid range of logprobs is [0, 20]'],
    [{ prompt: null }, 'prompt: invalid type: null, expected a string'],
    [{ suffix: 1 }, 'suffix: invalid type: integer `1`, expected a string'],
    [{ model: 'gpt' }, 'but you passed gpt.'],
    [{ stream_options: {} }, 'stream_options should be set along with stream = true'],
  ])('should refuse %j', async (more, complaint) => {
    const seen = await fill(more);

    expect([seen.status, JSON.parse(seen.text).error.message]).toEqual([
      400,
      expect.stringContaining(complaint),
    ]);
  });

  it('should be served at /beta only', async () => {
    expect((await ask(`${simulator.url}/completions`, JSON.stringify(code))).status).toBe(404);
  });
});
