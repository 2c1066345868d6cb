import { afterEach, describe, expect, it } from 'vitest';
import { hitTokensOf } from '../../src/simulator/context/ContextScan.js';
import type { SimulatorOptions } from '../../src/simulator/SimulatorOptions.js';
import { type Simulator, startSimulator } from '../../src/simulator/startSimulator.js';
import { ask } from './ask.js';

let simulator: Simulator;
afterEach(() => simulator.close());

interface Message {
  readonly role: string;
  readonly content: string;
}
const user = (content: string): Message => ({ role: 'user', content });
const system = (content: string): Message => ({ role: 'system', content });
/** A text of about so many tokens, of its own. */
const text = (tokens: number, name: string) =>
  `${name} `.repeat(Math.ceil((tokens * 10) / 3 / (name.length + 1)));

const start = async (options: SimulatorOptions = {}) => {
  simulator = await startSimulator(options);
  return async (messages: readonly Message[], more: object = {}) => {
    const body = { model: 'deepseek-flash', messages, thinking: { type: 'disabled' }, ...more };
    const seen = JSON.parse((await ask(`${simulator.url}/chat/completions`, JSON.stringify(body))).text);
    return { hit: seen.usage.prompt_cache_hit_tokens, message: seen.choices[0].message, usage: seen.usage };
  };
};

describe('context cache of the simulator', () => {
  it.each([
    [92, 0],
    [132, 0],
    [212, 128],
    [372, 256],
    [692, 640],
    [1_332, 1_280],
    [2_612, 2_560],
    [5_172, 5_120],
    [5_901, 5_888],
  ])('should serve, of a prompt of %d tokens that comes again, %d', async (tokens, hit) => {
    expect(hitTokensOf(tokens)).toBe(hit);
    const chat = await start();
    const prompt = [user(text(tokens, 'again'))];
    await chat(prompt);
    const { usage } = await chat(prompt);

    expect(usage.prompt_cache_hit_tokens).toBe(hitTokensOf(usage.prompt_tokens));
    expect(usage.prompt_tokens_details.cached_tokens).toBe(usage.prompt_cache_hit_tokens);
    expect(usage.prompt_tokens - usage.prompt_cache_hit_tokens).toBe(usage.prompt_cache_miss_tokens);
  });

  it('should persist the end of the input and the end of the output', async () => {
    const chat = await start();
    const question = user(text(300, 'question'));
    const first = await chat([question]);
    const next = await chat([question, first.message, user('And then?')]);
    const other = await chat([question, { role: 'assistant', content: 'Never said.' }, user('And then?')]);

    expect(next.hit).toBe(hitTokensOf(first.usage.total_tokens + 3));
    expect(next.hit).toBeGreaterThan(hitTokensOf(first.usage.prompt_tokens));
    expect(other.hit).toBe(hitTokensOf(first.usage.prompt_tokens));
  });

  it('should detect a prefix that two requests have in common, for the third', async () => {
    const chat = await start();
    const report = system(text(400, 'report'));
    const hits: number[] = [];
    for (const tail of ['summary', 'profit', 'ratio']) {
      hits.push((await chat([report, user(text(300, tail))])).hit);
    }

    expect(hits).toEqual([0, 0, 384]);
  });

  it('should cut long contexts into units, so that the second request hits at once', async () => {
    const chat = await start();
    const long = system(text(7_050, 'record'));
    const first = await chat([long, user('Return B.')]);
    const second = await chat([long, user('Return C.')]);
    const changed = await chat([system(`!${text(7_050, 'record')}`), user('Return C.')]);

    expect([first.hit, changed.hit]).toEqual([0, 0]);
    expect(second.hit).toBeGreaterThanOrEqual(7_040);
  });

  it('should keep users, models and modes of thinking apart', async () => {
    const chat = await start();
    const prompt = [user(text(500, 'secret'))];
    const a = { user_id: 'a' };
    await chat(prompt, a);

    expect((await chat(prompt, { user_id: 'b' })).hit).toBe(0);
    expect((await chat(prompt)).hit).toBe(0);
    expect((await chat(prompt, { ...a, model: 'deepseek-v4-pro' })).hit).toBe(0);
    expect((await chat(prompt, { ...a, thinking: { type: 'enabled' } })).hit).toBe(0);
    expect((await chat(prompt, { ...a, model: 'deepseek-v4-flash' })).hit).toBe(384);
  });

  it('should take its time to build a unit, and forget what nobody asks for', async () => {
    const chat = await start({
      cacheBuildMs: 5_000,
      cacheKeepMs: 3_600_000,
      startAt: '2026-11-24T00:00:00Z',
    });
    const prompt = [user(text(500, 'late'))];
    const at = async (time: string) => {
      simulator.setTime(`2026-11-24T${time}Z`);
      return (await chat(prompt)).hit;
    };

    expect(await at('00:00:00')).toBe(0);
    expect(await at('00:00:04')).toBe(0);
    expect(await at('00:00:06')).toBe(384);
    expect(await at('00:50:00')).toBe(384);
    expect(await at('01:40:00')).toBe(384);
    expect(await at('03:00:00')).toBe(0);
  });

  it('should put tools first, and calls back as they were, however the client spaces them', async () => {
    const chat = await start();
    const parameters = {
      type: 'object',
      properties: { city: { type: 'string' }, street: { type: 'string' } },
      required: ['city', 'street'],
    };
    const described = { name: 'weather', description: text(94, 'tool'), parameters };
    const tools = [{ type: 'function', function: described }];
    const first = await chat([user('Rotterdam?')], { tools, tool_choice: 'required' });
    const [{ index: _, ...call }] = first.message.tool_calls;
    const given = JSON.stringify(JSON.parse(call.function.arguments));
    const result = { role: 'tool', tool_call_id: call.id, content: '12 C' } as never as Message;
    const next = (spaced: string) => {
      const back = { ...call, function: { ...call.function, arguments: spaced } };
      const assistant = { role: 'assistant', content: '', tool_calls: [back] } as never as Message;
      return chat([user('Rotterdam?'), assistant, result], { tools });
    };

    expect(given).not.toBe(call.function.arguments);
    // With the call 384, without it 256.
    expect(hitTokensOf(first.usage.prompt_tokens)).toBe(256);
    expect((await next(given)).hit).toBe(384);
    expect((await next('{"city":"Gouda","street":"x"}')).hit).toBe(256);
    expect((await chat([user(text(60, 'elsewhere'))], { tools })).hit).toBe(256);
  });
});
