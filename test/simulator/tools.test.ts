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
];
const tool_choice = { type: 'function', function: { name: 'weather' } };
const user = { role: 'user', content: 'Weather in Rotterdam?' };
const chat = (more: object, messages: readonly object[] = [user]) =>
  ask(
    `${simulator.url}/chat/completions`,
    JSON.stringify({ model: 'deepseek-flash', messages, tools, ...more }),
  );

describe('tools in the simulator', () => {
  it('should call the function that is named, with arguments of its schema', async () => {
    const [choice] = JSON.parse((await chat({ ...off, tool_choice })).text).choices;
    const [call] = choice.message.tool_calls;

    expect(choice.finish_reason).toBe('tool_calls');
    expect(Object.keys(call)).toEqual(['index', 'id', 'type', 'function']);
    expect(call.id).toMatch(/^call_00_[0-9A-Za-z]{24}$/);
    expect(call.function.name).toBe('weather');
    expect(JSON.parse(call.function.arguments)).toEqual({ city: expect.any(String), unit: 'C' });
  });

  it('should stream a call: name first, then the arguments token by token', async () => {
    const whole = JSON.parse((await chat({ ...off, tool_choice })).text);
    const chunks = events((await chat({ ...off, tool_choice, stream: true })).text);
    const calls = chunks.flatMap((chunk) => chunk.choices[0].delta.tool_calls ?? []);

    expect(calls[0]).toEqual({
      ...whole.choices[0].message.tool_calls[0],
      function: { name: 'weather', arguments: '' },
    });
    expect(calls[1]).toEqual({ index: 0, function: { arguments: expect.any(String) } });
    expect(calls.map((call) => call.function.arguments).join('')).toBe(
      whole.choices[0].message.tool_calls[0].function.arguments,
    );
    expect(chunks.at(-1).choices[0]).toMatchObject({ delta: { content: '' }, finish_reason: 'tool_calls' });
    expect(chunks.at(-1).usage.completion_tokens).toBe(chunks.length - 2);
  });

  it('should answer in words once the tool has spoken', async () => {
    const assistant = { role: 'assistant', content: '', tool_calls: [{ id: 'a' }] };
    const seen = await chat(off, [user, assistant, { role: 'tool', tool_call_id: 'a', content: '12 C' }]);

    expect(JSON.parse(seen.text).choices[0].finish_reason).toBe('stop');
  });

  it('should refuse what the service refuses', async () => {
    const assistant = { role: 'assistant', content: '', tool_calls: [{ id: 'a' }, { id: 'b' }] };
    const unanswered = await chat(off, [
      user,
      assistant,
      { role: 'tool', tool_call_id: 'a', content: '12 C' },
    ]);
    const thoughtless = await chat({}, [user, { role: 'assistant', content: 'Hm.' }, user]);
    const forced = await chat({ tool_choice: 'required' });

    expect([unanswered.status, thoughtless.status, forced.status]).toEqual([400, 400, 400]);
    expect(unanswered.text).toContain('insufficient tool messages following tool_calls message');
    expect(thoughtless.text).toContain(
      'The reasoning_content in the thinking mode must be passed back to the API.',
    );
    expect(forced.text).toContain('tool_choice');
  });
});
