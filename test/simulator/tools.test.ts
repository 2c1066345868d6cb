import { Ajv } from 'ajv';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../src/simulator/startSimulator.js';
import { ask, events } from './ask.js';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.close());

const off = { thinking: { type: 'disabled' } };
const weather = {
  name: 'weather',
  parameters: {
    type: 'object',
    properties: { city: { type: 'string' }, days: { type: 'integer' }, unit: { enum: ['C'] } },
    required: ['city', 'unit'],
  },
};
const tools = [
  { type: 'function', function: { name: 'other' } },
  { type: 'function', function: weather },
  { type: 'function', function: { name: 'dice', parameters: { type: 'object', properties: {} } } },
];
const tool_choice = { type: 'function', function: { name: 'weather' } };
const user = { role: 'user', content: 'Weather in Rotterdam?' };
const called = (id: string) => ({ id, type: 'function', function: { name: 'weather', arguments: '{}' } });
const chat = (more: object, messages: readonly object[] = [user], path = '') =>
  ask(
    `${simulator.url}${path}/chat/completions`,
    JSON.stringify({ model: 'deepseek-flash', messages, tools, ...more }),
  );
const choiceOf = (seen: { readonly text: string }) => JSON.parse(seen.text).choices[0];
const messageOf = (seen: { readonly text: string }) => JSON.parse(seen.text).error.message;

describe('tools in the simulator', () => {
  it('should call the function that is named, with arguments of its schema and no word', async () => {
    const choice = choiceOf(await chat({ ...off, tool_choice }));
    const [call] = choice.message.tool_calls;

    expect(choice.finish_reason).toBe('tool_calls');
    expect(choice.message.content).toBe('');
    expect(Object.keys(call)).toEqual(['index', 'id', 'type', 'function']);
    expect(call.id).toMatch(/^call_00_[0-9A-Za-z]{20}\d{4}$/);
    expect(call.function.name).toBe('weather');
    expect(JSON.parse(call.function.arguments)).toEqual({ city: expect.any(String), unit: 'C' });
  });

  it('should call all functions that the last message names, each with its index, and stream them so', async () => {
    const both = [{ role: 'user', content: 'Use dice and weather.' }];
    const whole = choiceOf(await chat(off, both));
    const chunks = events((await chat({ ...off, stream: true }, both)).text);
    const pieces = chunks.flatMap((chunk) => chunk.choices[0].delta.tool_calls ?? []);

    expect(whole.message.tool_calls).toMatchObject([
      { index: 0, id: expect.stringMatching(/^call_00_/), function: { name: 'weather' } },
      { index: 1, id: expect.stringMatching(/^call_01_/), function: { name: 'dice', arguments: '{}' } },
    ]);
    for (const call of whole.message.tool_calls) {
      const [head, ...rest] = pieces.filter(({ index }) => index === call.index);
      expect(head).toEqual({ ...call, function: { name: call.function.name, arguments: '' } });
      expect(rest[0]).toEqual({ index: call.index, function: { arguments: expect.any(String) } });
      expect(rest.map((piece) => piece.function.arguments).join('')).toBe(call.function.arguments);
    }
    expect(chunks.at(-1).choices[0]).toMatchObject({ delta: { content: '' }, finish_reason: 'tool_calls' });
    // The markup of a call, 21 tokens of it, is billed and no event shows it; its head is an event.
    expect(chunks.at(-1).usage.completion_tokens).toBe(chunks.length - 2 + 2 * 20);
  });

  it('should be understood by the openai SDK: calls put together from the stream, sent back, answered', async () => {
    const client = new OpenAI({ baseURL: simulator.url, apiKey: 'k', maxRetries: 0 });
    const body = {
      model: 'deepseek-flash',
      tools: tools as never,
      ...({ thinking: { type: 'enabled' } } as object),
    };
    const question = { role: 'user', content: 'weather in Rotterdam' } as const;
    let thoughts = '';
    const stream = client.chat.completions.stream({ ...body, messages: [question] });
    stream.on('chunk', ({ choices }) => {
      const delta = choices[0]!.delta as { readonly reasoning_content?: string | null };
      thoughts += delta.reasoning_content ?? '';
    });
    const first = await stream.finalChatCompletion();
    // The SDK keeps the last chunk's null, not the thoughts.
    const message = { ...first.choices[0]!.message, reasoning_content: thoughts };
    const [call] = message.tool_calls ?? [];
    const result = { role: 'tool', tool_call_id: call!.id, content: '12 C' } as const;
    const messages = [question, message, result] as never;
    const second = await client.chat.completions.create({ ...body, messages });

    expect(JSON.parse((call as never as ReturnType<typeof called>).function.arguments)).toMatchObject({
      unit: 'C',
    });
    expect(thoughts.length).toBeGreaterThan(20);
    expect(second.choices[0]!.finish_reason).toBe('stop');
    expect(second.usage!.prompt_tokens).toBeGreaterThan(first.usage!.prompt_tokens + thoughts.length * 0.3);
  });

  it('should count the tools in the prompt, unless they are not to be called', async () => {
    const usage = async (more: object) =>
      JSON.parse((await chat({ ...off, ...more })).text).usage.prompt_tokens;

    expect(await usage({ tool_choice: 'none' })).toBe(await usage({ tools: null }));
    expect(await usage({})).toBeGreaterThan((await usage({ tools: null })) + 220);
  });

  it('should cut the arguments in the middle when there is no room for all', async () => {
    const [whole, cut] = await Promise.all([
      chat({ ...off, tool_choice }),
      chat({ ...off, tool_choice, max_tokens: 28 }),
    ]);
    const given = choiceOf(cut).message.tool_calls[0].function.arguments;

    expect(choiceOf(cut).finish_reason).toBe('length');
    expect(JSON.parse(cut.text).usage.completion_tokens).toBe(28);
    expect(choiceOf(whole).message.tool_calls[0].function.arguments.startsWith(given)).toBe(true);
    expect(() => JSON.parse(given)).toThrow();
    expect(choiceOf(await chat({ ...off, tool_choice, max_tokens: 20 })).message).not.toHaveProperty(
      'tool_calls',
    );
  });

  it('should answer in words once the tool has spoken', async () => {
    const assistant = { role: 'assistant', content: '', tool_calls: [called('a')] };
    const seen = await chat(off, [user, assistant, { role: 'tool', tool_call_id: 'a', content: '12 C' }]);

    expect(choiceOf(seen).finish_reason).toBe('stop');
  });

  it.each([
    [
      'a call without its result',
      [
        { role: 'assistant', content: '', tool_calls: [called('a'), called('b')] },
        { role: 'tool', tool_call_id: 'a', content: '' },
      ],
      'insufficient tool messages following tool_calls message',
    ],
    [
      'a word between a call and its result',
      [
        { role: 'assistant', content: '', tool_calls: [called('a')] },
        user,
        { role: 'tool', tool_call_id: 'a', content: '' },
      ],
      'insufficient tool messages',
    ],
    [
      'a result without its call',
      [{ role: 'tool', tool_call_id: 'a', content: '' }],
      "Messages with role 'tool' must be a response to a preceding message with 'tool_calls'",
    ],
    [
      'a call without a function',
      [{ role: 'assistant', content: '', tool_calls: [{ id: 'a', type: 'function' }] }],
      'messages[1].tool_calls[0]: missing field `function`',
    ],
    ['a result without the id', [{ role: 'tool', content: '' }], 'messages[1]: missing field `tool_call_id`'],
  ])('should refuse %s', async (_, messages, complaint) => {
    const seen = await chat(off, [user, ...messages]);

    expect([seen.status, messageOf(seen)]).toEqual([400, expect.stringContaining(complaint)]);
  });

  it.each([
    [[{ function: weather }], 'tools[0]: missing field `type`'],
    [[{ type: 'function', name: 'x' }], 'tools[0]: missing field `function`'],
    [[{ type: 'web_search' }], 'tools[0].type: unknown variant `web_search`, expected `function`'],
    [
      [{ type: 'function', function: { name: 'a.b' } }],
      "Invalid 'tools[0].function.name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.",
    ],
    [Array(129).fill(tools[0]), "Invalid 'tools': array too long. Expected an array with maximum length 128"],
    [{}, 'tools: invalid type: map, expected a sequence'],
  ])('should refuse the tools %j', async (given, complaint) => {
    const seen = await chat({ ...off, tools: given });

    expect([seen.status, messageOf(seen)]).toEqual([400, expect.stringContaining(complaint)]);
  });

  it('should want thoughts sent back when there are tools, a space at least, and ignore them without', async () => {
    const turn = (more: object) => [user, { role: 'assistant', content: 'Hm.', ...more }, user];
    const status = async (more: object, body: object = {}) => (await chat(body, turn(more))).status;
    const refused = await chat({}, turn({}));
    const tokens = async (more: object) =>
      JSON.parse((await chat({ tools: null }, turn(more))).text).usage.prompt_tokens;

    expect([refused.status, refused.headers['content-type'], messageOf(refused)]).toEqual([
      400,
      'application/octet-stream',
      'The `reasoning_content` in the thinking mode must be passed back to the API.',
    ]);
    expect(await status({ reasoning_content: '' })).toBe(400);
    expect(await status({ reasoning_content: ' ' })).toBe(200);
    expect(await status({}, off)).toBe(200);
    expect(await tokens({ reasoning_content: 'I thought long about it.' })).toBe(await tokens({}));
  });

  it.each(['required', tool_choice])('should refuse tool_choice %j in thinking mode', async (choice) => {
    const seen = await chat({ tool_choice: choice });

    expect([seen.status, messageOf(seen)]).toEqual([400, 'Thinking mode does not support this tool_choice']);
    expect((await chat({ ...off, tool_choice: choice })).status).toBe(200);
  });
});

describe('strict tools in the simulator', () => {
  const parameters = {
    type: 'object',
    additionalProperties: false,
    required: ['email', 'zip', 'score', 'step', 'kind', 'account', 'authors', 'tree'],
    properties: {
      email: { type: 'string', format: 'email' },
      zip: { type: 'string', pattern: '^\\d{5}(?:-[A-F0-9]{4})?$' },
      score: { type: 'integer', minimum: 1, maximum: 5 },
      step: { type: 'number', exclusiveMinimum: 1, exclusiveMaximum: 2, multipleOf: 0.25 },
      kind: { enum: ['a', 'b'] },
      account: { anyOf: [{ type: 'string', format: 'uuid' }, { type: 'integer' }] },
      authors: { type: 'array', items: { $ref: '#/$def/author' } },
      tree: { $ref: '#/$def/tree' },
    },
    $def: {
      author: {
        type: 'object',
        properties: { name: { type: 'string' }, ok: { type: 'boolean' } },
        required: ['name', 'ok'],
        additionalProperties: false,
      },
      tree: { anyOf: [{ type: 'array', items: { $ref: '#/$def/tree' } }, { type: 'null' }] },
    },
  };
  const strict = (given: unknown, more: object = {}) => [
    { type: 'function', function: { name: 'file', strict: true, parameters: given, ...more } },
  ];

  it('should give arguments that fit the schema, whatever the prompt', async () => {
    const fits = new Ajv({ strict: false, formats: { email: /@/, uuid: /^[0-9a-f-]{36}$/ } }).compile(
      parameters,
    );
    for (let index = 0; index < 50; index++) {
      const asked = { ...off, tools: strict(parameters), tool_choice: 'required' };
      const seen = await chat(asked, [{ role: 'user', content: `Case ${index}` }], '/beta');
      const given = JSON.parse(choiceOf(seen).message.tool_calls[0].function.arguments);
      expect(fits(given), JSON.stringify([given, fits.errors])).toBe(true);
    }
  });

  it.each([
    [{ ...parameters, required: ['email'] }, "parameters.required does not contain 'zip'"],
    [{ ...parameters, additionalProperties: true }, 'parameters.additionalProperties is not false'],
    [
      {
        type: 'object',
        properties: { a: { type: 'string', minLength: 1 } },
        required: ['a'],
        additionalProperties: false,
      },
      'parameters.properties.a.minLength is not supported',
    ],
    [{ type: 'date' }, "parameters.type 'date' is not supported"],
    [{ type: 'string', format: 'date' }, "parameters.format 'date' is not supported"],
  ])('should refuse what the documentation excludes: %j', async (given, complaint) => {
    const seen = await chat({ ...off, tools: strict(given) }, [user], '/beta');
    const elsewhere = await chat({ ...off, tools: strict(given) });

    expect([seen.status, messageOf(seen)]).toEqual([400, `Invalid schema for function 'file': ${complaint}`]);
    // Outside /beta the flag does nothing.
    expect(elsewhere.status).toBe(200);
  });

  it('should refuse strict functions beside others', async () => {
    const seen = await chat({ ...off, tools: [...strict(parameters), tools[0]] }, [user], '/beta');

    expect([seen.status, messageOf(seen)]).toEqual([
      400,
      expect.stringContaining('all functions need to set strict'),
    ]);
  });
});
