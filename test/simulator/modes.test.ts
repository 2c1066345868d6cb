import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SimulatorOptions } from '../../src/simulator/SimulatorOptions.js';
import { type Simulator, startSimulator } from '../../src/simulator/startSimulator.js';
import { ask, chatBody } from './ask.js';

const off = { thinking: { type: 'disabled' } };
const response_format = { type: 'json_object' };

describe('JSON mode of the simulator', () => {
  let simulator: Simulator;
  afterEach(() => simulator.close());
  const start = async (options: SimulatorOptions = {}) => {
    simulator = await startSimulator(options);
    return async (prompt: string, more: object = {}) => {
      const body = chatBody(prompt, { ...off, response_format, ...more });
      const seen = await ask(`${simulator.url}/chat/completions`, body);
      return { ...seen, json: JSON.parse(seen.text) };
    };
  };

  it('should refuse a prompt without the word, in any case of letters', async () => {
    const chat = await start();
    const refused = await chat('Name three rivers');

    expect([refused.status, refused.json.error.message]).toEqual([
      400,
      "Prompt must contain the word 'json' in some form to use 'response_format' of type 'json_object'.",
    ]);
    expect((await chat('Name three rivers as Json')).status).toBe(200);
  });

  it('should answer such a prompt with white space to the limit, where the documentation is believed', async () => {
    const chat = await start({ promptWithoutJson: 'blank' });
    const { json } = await chat('Name three rivers', { max_tokens: 50 });

    expect(json.choices[0]).toMatchObject({ finish_reason: 'length', message: { content: '\n'.repeat(50) } });
    expect(json.usage.completion_tokens).toBe(50);
  });

  it('should follow the last example in the prompt', async () => {
    const chat = await start();
    const { json } = await chat(
      'As JSON. INPUT: {x} OUTPUT: {"question": "Why?", "answer": {"rank": 1, "ok": true, "tags": ["a", "b"]}}',
    );
    const content = json.choices[0].message.content;

    expect(JSON.parse(content)).toEqual({
      question: expect.any(String),
      answer: {
        rank: expect.any(Number),
        ok: expect.any(Boolean),
        tags: [expect.any(String), expect.any(String)],
      },
    });
    expect(content).toMatch(/^\{\n {2}"question": /);
  });

  it('should be empty as often as asked for, and not for ever the same prompts', async () => {
    const chat = await start({ emptyJsonRate: 0.5 });
    const contents: string[] = [];
    for (let index = 0; index < 40; index++)
      contents.push((await chat('In JSON')).json.choices[0].message.content);
    const empty = contents.filter((content) => content === '').length;

    expect(empty).toBeGreaterThan(8);
    expect(empty).toBeLessThan(32);
    expect(new Set(contents).size).toBe(2);
  });

  it('should refuse a schema as unavailable', async () => {
    const chat = await start();
    const seen = await chat('In JSON', { response_format: { type: 'json_schema' } });

    expect([seen.status, seen.json.error.message]).toEqual([
      400,
      'This response_format type is unavailable now',
    ]);
  });
});

describe('chat prefix completion of the simulator', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator();
  });
  afterAll(() => simulator.close());
  const user = { role: 'user', content: 'Please write quick sort code' };
  const prefixed = { role: 'assistant', content: '```python\n', prefix: true };
  const chat = (messages: readonly object[], path: string, more: object = {}) =>
    ask(
      `${simulator.url}${path}/chat/completions`,
      JSON.stringify({ model: 'deepseek-v4-pro', messages, ...more }),
    );

  it('should go on with the answer that was begun, without thinking again', async () => {
    const seen = JSON.parse((await chat([user, prefixed], '/beta', { stop: ['```'] })).text);
    const off = JSON.parse((await chat([user, prefixed], '/beta', { thinking: { type: 'disabled' } })).text);

    expect(seen.choices[0].message).toMatchObject({
      reasoning_content: '',
      content: expect.stringMatching(/./),
    });
    expect(seen.usage.completion_tokens_details.reasoning_tokens).toBe(0);
    expect(off.choices[0].message).not.toHaveProperty('reasoning_content');
    expect(off.usage.completion_tokens).toBe(seen.usage.completion_tokens);
  });

  it('should think on where only thoughts were begun', async () => {
    const begun = { role: 'assistant', content: '', reasoning_content: 'First,', prefix: true };
    const seen = JSON.parse((await chat([user, begun], '/beta')).text);

    expect(seen.choices[0].message.reasoning_content).not.toBe('');
  });

  it.each([
    [
      '',
      [user, prefixed],
      'prefix is only available when using beta api (set base_url="https://api.deepseek.com/beta")',
    ],
    ['/beta', [prefixed, user], 'only the last message may have it'],
    ['/beta', [{ ...user, prefix: true }], 'of role assistant'],
  ])('should refuse it at %j for %j', async (path, messages, complaint) => {
    const seen = await chat(messages, path);

    expect([seen.status, JSON.parse(seen.text).error.message]).toEqual([
      400,
      expect.stringContaining(complaint),
    ]);
  });
});

describe('parameters that the simulator ignores, as the service does', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator();
  });
  afterAll(() => simulator.close());
  const answer = async (more: object) => {
    const seen = await ask(`${simulator.url}/chat/completions`, chatBody('Why?', more));
    const { choices, usage } = JSON.parse(seen.text);
    return { status: seen.status, choices, tokens: usage.completion_tokens };
  };

  it.each([
    { n: 3 },
    { seed: 7, logit_bias: { 1: 2 }, user: 'ann', service_tier: 'flex', parallel_tool_calls: false },
    { temperature: 0, top_p: 0.5 },
    { frequency_penalty: 1, presence_penalty: -1 },
    { max_completion_tokens: 1 },
    { reasoning_effort: 'xhigh' },
    { thinking: null, reasoning_effort: null, stop: null, tools: null },
  ])('should answer %j as if it were not there', async (more) => {
    expect(await answer(more)).toEqual(await answer({}));
  });

  it.each([{ thinking: { type: 'disabled' } }, { reasoning_effort: 'none' }])(
    'should not think with %j',
    async (more) => {
      const { choices } = await answer(more);

      expect(Object.keys(choices[0].message)).toEqual(['role', 'content']);
    },
  );

  it('should think the longer the harder it is asked to', async () => {
    const length = async (effort: string) => (await answer({ reasoning_effort: effort })).tokens;

    expect(await length('low')).toBeLessThan(await length('high'));
    expect(await length('medium')).toBe(await length('high'));
    expect(await length('max')).toBeGreaterThan(await length('high'));
    expect(await length('ultra')).toBe(await length('max'));
    expect(await length('minimal')).toBe(await length('low'));
  });
});
