import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../src/simulator/startSimulator.js';
import { ask, events } from './ask.js';

let simulator: Simulator;
let client: OpenAI;
beforeAll(async () => {
  simulator = await startSimulator();
  client = new OpenAI({ baseURL: simulator.url, apiKey: 'k', maxRetries: 0 });
});
afterAll(() => simulator.close());

const model = 'deepseek-flash';
const respond = (body: object) => ask(`${simulator.url}/responses`, JSON.stringify({ model, ...body }));
const tools = [
  {
    type: 'function',
    name: 'weather',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    strict: null,
  },
] as const;

describe('Responses API of the simulator', () => {
  it('should answer with the thoughts before the words, keys in the recorded order', async () => {
    const seen = JSON.parse((await respond({ input: 'Why?', store: true })).text);

    expect(Object.keys(seen)).toEqual([
      'id',
      'object',
      'created_at',
      'status',
      'background',
      'completed_at',
      'content_filters',
      'error',
      'frequency_penalty',
      'incomplete_details',
      'instructions',
      'max_output_tokens',
      'max_tool_calls',
      'model',
      'moderation',
      'output',
      'parallel_tool_calls',
      'presence_penalty',
      'previous_response_id',
      'prompt_cache_key',
      'prompt_cache_retention',
      'reasoning',
      'safety_identifier',
      'service_tier',
      'store',
      'temperature',
      'text',
      'tool_choice',
      'tools',
      'top_logprobs',
      'top_p',
      'truncation',
      'usage',
      'user',
      'metadata',
    ]);
    expect(seen).toMatchObject({ status: 'completed', store: false, text: { format: { type: 'text' } } });
    expect(seen.output.map((item: object) => Object.keys(item))).toEqual([
      ['type', 'id', 'status', 'content', 'summary'],
      ['type', 'id', 'status', 'content', 'phase', 'role'],
    ]);
    expect(seen.usage.output_tokens_details.reasoning_tokens).toBeGreaterThan(0);
    expect(seen.usage.total_tokens).toBe(seen.usage.input_tokens + seen.usage.output_tokens);
  });

  it('should say the same as a chat does, at the same cost', async () => {
    const seen = JSON.parse(
      (await respond({ input: [{ role: 'user', content: 'Why is the sky blue?' }] })).text,
    );
    const chat = await client.chat.completions.create({
      model,
      messages: [{ role: 'user', content: 'Why is the sky blue?' }],
    });

    expect(seen.output[1].content[0].text).toBe(chat.choices[0]!.message.content);
    expect(seen.usage.output_tokens).toBe(chat.usage!.completion_tokens);
    expect(seen.usage.input_tokens).toBe(chat.usage!.prompt_tokens);
  });

  it('should stream named events with running numbers and no [DONE]', async () => {
    const seen = await respond({ input: 'Why?', stream: true });
    const names = seen.text.split('\n').flatMap((line) => /^event: (.*)/.exec(line)?.[1] ?? []);
    const told = seen.text
      .split('\n')
      .flatMap((line) => /^data: (.*)/.exec(line)?.[1] ?? [])
      .map((data) => JSON.parse(data));
    const whole = told.at(-1).response;
    const joined = (type: string) =>
      told
        .filter((event) => event.type === type)
        .map((event) => event.delta)
        .join('');

    expect(seen.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    expect(seen.text).not.toContain('[DONE]');
    expect(names.filter((name, index) => name !== names[index - 1])).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
      'response.reasoning_text.delta',
      'response.reasoning_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ]);
    expect(told.map((event) => event.type)).toEqual(names);
    expect(told.map((event) => event.sequence_number)).toEqual(told.map((_, index) => index));
    expect(joined('response.reasoning_text.delta')).toBe(whole.output[0].content[0].text);
    expect(joined('response.output_text.delta')).toBe(whole.output[1].content[0].text);
    expect(told[0].response).toMatchObject({ status: 'in_progress', usage: null, output: [] });
  });

  it('should call functions and take their results back, through the openai SDK', async () => {
    const first = await client.responses
      .stream({ model, tools: [...tools], input: 'weather in Rotterdam?' })
      .finalResponse();
    const call = first.output.find((item) => item.type === 'function_call');
    const second = await client.responses.create({
      model,
      tools: [...tools],
      input: [
        { role: 'user', content: 'weather in Rotterdam?' },
        ...(first.output as never[]),
        { type: 'function_call_output', call_id: call!.call_id, output: '12 C' },
      ],
    });

    expect(JSON.parse(call!.arguments)).toEqual({ city: expect.any(String) });
    expect(call!.call_id).toMatch(/^call_00_/);
    expect(second.output_text).not.toBe('');
    expect(second.usage!.input_tokens).toBeGreaterThan(first.usage!.input_tokens);
  });

  it('should end as incomplete where the limit cuts', async () => {
    const body = { input: 'Why?', reasoning: { effort: 'none' }, max_output_tokens: 4 };
    const seen = JSON.parse((await respond(body)).text);
    const streamed = (await respond({ ...body, stream: true })).text;

    expect(seen).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
      output: [{ type: 'message', status: 'incomplete' }],
      usage: { output_tokens: 4 },
    });
    expect(streamed).toContain('event: response.incomplete\n');
  });

  it('should fit its answer to a schema, and repeat what it was asked for', async () => {
    const schema = { type: 'object', properties: { rank: { type: 'integer' } }, required: ['rank'] };
    const text = { format: { type: 'json_schema', name: 'ranks', schema } };
    const seen = JSON.parse(
      (
        await respond({
          input: 'Why?',
          instructions: 'Be brief.',
          text,
          temperature: 0.5,
          user: 'ann',
          tools,
        })
      ).text,
    );

    expect(JSON.parse(seen.output.at(-1).content?.[0].text ?? '{"rank":1}')).toEqual({
      rank: expect.any(Number),
    });
    expect(seen).toMatchObject({ instructions: 'Be brief.', text, temperature: 0.5, user: 'ann' });
    expect(seen.tools[0]).toMatchObject({ type: 'function', name: 'weather' });
    expect(simulator.requests().at(-1)).toMatchObject({ user_id: 'ann', path: '/responses' });
  });

  it.each([
    [{}, 'at least one of input and instructions is required'],
    [{ input: 1 }, 'input: invalid type: integer `1`, expected a string'],
    [{ input: 'x', temperature: 3 }, 'the valid range of temperature is [0, 2]'],
    [{ input: 'x', model: 'gpt' }, 'but you passed gpt.'],
    [
      { input: [{ type: 'function_call', call_id: 'a', name: 'f', arguments: '{}' }] },
      'insufficient tool messages',
    ],
    [{ input: 'x', tools: [{ type: 'custom', name: 'own' }] }, "the custom tool 'own' is not supported"],
  ])('should refuse %j', async (body, complaint) => {
    const seen = await respond(body);

    expect([seen.status, JSON.parse(seen.text).error.message]).toEqual([
      400,
      expect.stringContaining(complaint),
    ]);
    expect(events(seen.text)).toEqual([]);
  });

  it('should ignore tools and parameters that it does not support', async () => {
    const body = {
      input: 'x',
      tools: [{ type: 'web_search' }],
      previous_response_id: 'none',
      background: true,
    };

    expect((await respond(body)).status).toBe(200);
  });
});
