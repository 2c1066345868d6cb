import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../src/simulator/startSimulator.js';
import { ask, chatBody, events } from './ask.js';

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator({ answerTokens: 20 });
});
afterEach(() => simulator.close());

const off = { thinking: { type: 'disabled' } };
const post = (more = {}) => ask(`${simulator.url}/chat/completions`, chatBody('Why?', { ...off, ...more }));
const stream = async (more = {}) => {
  const { text } = await post({ stream: true, ...more });
  return { text, chunks: events(text) };
};

describe('answers in the form of other servers', () => {
  it('should have the role nowhere, everywhere, or beside a null', async () => {
    simulator.setFaults({ roleOn: 'none' });
    const [missing, whole] = [await stream(), await post()];
    simulator.setFaults({ roleOn: 'everyChunk' });
    const every = await stream();
    simulator.setFaults({ roleOn: 'nullContent' });
    const beside = await stream();

    expect(missing.chunks.some((chunk) => 'role' in chunk.choices[0].delta)).toBe(false);
    expect(JSON.parse(whole.text).choices[0].message).toEqual({ content: expect.any(String) });
    expect(every.chunks.every((chunk) => chunk.choices[0].delta.role === 'assistant')).toBe(true);
    expect(beside.chunks[0].choices[0].delta).toEqual({ role: 'assistant', content: null });
  });

  it.each([
    ['ownChunk', {}, [-1], true],
    ['asked', {}, [], false],
    ['asked', { stream_options: { include_usage: true } }, [-1], true],
    ['lastContent', {}, [-2], false],
    ['none', {}, [], false],
  ] as const)('should have the usage on %s of a stream', async (usageOn, more, places, empty) => {
    simulator.setFaults({ usageOn });
    const { chunks, text } = await stream(more);
    const having = chunks.flatMap((chunk, at) => ('usage' in chunk ? [at - chunks.length] : []));

    expect(having).toEqual(places);
    expect(chunks.at(-1).choices.length === 0).toBe(empty);
    expect(chunks.filter((chunk) => chunk.choices[0]?.finish_reason === 'stop')).toHaveLength(1);
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
  });

  it('should have the usage on every chunk, and none of a whole answer', async () => {
    simulator.setFaults({ usageOn: 'everyChunk' });
    const { chunks } = await stream();
    simulator.setFaults({ usageOn: 'none' });
    const whole = await post();

    expect(chunks.every((chunk) => chunk.usage.completion_tokens > 0)).toBe(true);
    expect(JSON.parse(whole.text)).not.toHaveProperty('usage');
  });

  it('should end without [DONE], and say stop of what was cut', async () => {
    simulator.setFaults({ omitDone: true, cutAsStop: true });
    const [{ text, chunks }, whole] = [await stream({ max_tokens: 3 }), await post({ max_tokens: 3 })];

    expect(text).not.toContain('[DONE]');
    expect(chunks.at(-1).choices[0].finish_reason).toBe('stop');
    expect(JSON.parse(whole.text)).toMatchObject({
      choices: [{ finish_reason: 'stop' }],
      usage: { completion_tokens: 3 },
    });
  });

  it('should read the end of a prompt only, and bill that, without a word', async () => {
    const send = async (content: string, messages = 1) => {
      const turns = Array.from({ length: messages }, () => ({ role: 'user', content }));
      const { choices, usage } = JSON.parse((await post({ messages: turns })).text);
      return { text: choices[0].message.content, tokens: usage.prompt_tokens };
    };
    const whole = await send('Of rivers. '.repeat(100));
    simulator.setFaults({ promptTokensRead: 30 });
    const [cut, end, short] = [
      await send('Of rivers. '.repeat(100)),
      await send('Of rivers. '.repeat(100).slice(-100)),
      await send('Of rivers.'),
    ];

    expect([whole.tokens, cut.tokens, short.tokens]).toEqual([333, 33, 6]);
    expect(cut).toEqual(end);
    // The last of two messages, and of the first one what still fits: 40 characters.
    expect((await send('x'.repeat(60), 2)).tokens).toBe(37);
    expect((await send('河'.repeat(60))).tokens).toBe(33);
  });

  it('should hold a stream back until it is whole, behind a proxy', async () => {
    simulator.setFaults({ buffered: true, perTokenMs: 2 });
    const started = performance.now();
    const response = await fetch(`${simulator.url}/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer k', 'content-type': 'application/json' },
      body: chatBody('Why?', { ...off, stream: true }),
    });
    const headAfter = performance.now() - started;
    const text = await response.text();

    expect(headAfter).toBeGreaterThanOrEqual(2 * (events(text).length - 2) - 1);
  });
});
