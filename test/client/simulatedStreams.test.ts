import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEventReader } from '../../src/client/createEventReader.js';
import { ChatStream } from '../../src/codec/ChatStream.js';
import { decodeChat } from '../../src/codec/decodeChat.js';
import type { SimulatorFaultsInput } from '../../src/simulator/SimulatorFaults.js';
import { type Simulator, startSimulator } from '../../src/simulator/startSimulator.js';
import type { WireReply } from '../../src/types/Codec.js';
import { everySplit } from '../contract/eventStreams.js';
import { ask, chatBody } from '../simulator/ask.js';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ answerTokens: 4, reasoningTokens: 4 });
});
afterAll(() => simulator.close());

function read(chunks: readonly Buffer[]): WireReply {
  const stream = new ChatStream('deepseek-flash');
  const reader = createEventReader((data) => void stream.push(data), 1_000_000);
  for (const chunk of chunks) reader.read(chunk);
  reader.end();
  return stream.finish();
}

const off = { thinking: { type: 'disabled' } };
const tool = {
  type: 'function',
  function: { name: 'weather', parameters: { required: ['城市'], properties: { 城市: { type: 'string' } } } },
};

/** What is asked, how the server forms it; the bytes are those of recordings (docs/simulator.md). */
const streams: readonly (readonly [string, object, SimulatorFaultsInput])[] = [
  ['thoughts and an answer', { max_tokens: 9 }, {}],
  ['Chinese, without thoughts', { ...off, max_tokens: 6 }, {}],
  ['calls of tools', { ...off, tools: [tool] }, {}],
  ['log probabilities', { ...off, max_tokens: 3, logprobs: true }, {}],
  ['blank lines and comments first', { ...off, max_tokens: 3 }, { keepAliveIntervalMs: 1, firstTokenMs: 8 }],
  [
    'no role, usage in a chunk of its own',
    { ...off, max_tokens: 5 },
    { roleOn: 'none', usageOn: 'ownChunk' },
  ],
  ['usage on every chunk, no [DONE]', { ...off, max_tokens: 5 }, { usageOn: 'everyChunk', omitDone: true }],
];

describe('streams of the simulator', () => {
  it.each(streams)('should be the whole answer in every split: %s', async (_name, more, faults) => {
    const post = (fields: object) =>
      ask(`${simulator.url}/chat/completions`, chatBody('请问🌤天空为什么是蓝色的?', { ...more, ...fields }));
    const { text } = await post({ user_id: 'a' });
    simulator.setFaults(faults);
    const { bytes } = await post({ user_id: 'b', stream: true });
    simulator.setFaults({
      keepAliveIntervalMs: 0,
      firstTokenMs: 0,
      roleOn: 'first',
      usageOn: 'finish',
      omitDone: false,
    });
    const whole = decodeChat(text, 'deepseek-flash');
    const wanted = expect.objectContaining({
      text: whole.text,
      reasoning: whole.reasoning,
      toolCalls: whole.toolCalls?.map((call) => ({ ...call, id: expect.any(String) })) ?? null,
      finishReason: whole.finishReason,
      usage: whole.usage,
    });

    for (const chunks of everySplit(bytes)) expect(read(chunks)).toEqual(wanted);
  });
});
