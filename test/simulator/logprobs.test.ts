import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../src/simulator/startSimulator.js';
import { ask, chatBody, events } from './ask.js';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.close());

interface Entry {
  readonly token: string;
  readonly logprob: number;
  readonly bytes: readonly number[];
  readonly top_logprobs: readonly Entry[];
}
const off = { thinking: { type: 'disabled' } };
const chat = (prompt: string, more: object) =>
  ask(`${simulator.url}/chat/completions`, chatBody(prompt, { logprobs: true, ...more }));

describe('log probabilities of the simulator', () => {
  it('should tell each token of the answer, its bytes and what else was likely, the likeliest first', async () => {
    const choice = JSON.parse((await chat('Describe the harbour', { ...off, top_logprobs: 5 })).text)
      .choices[0];
    const entries: Entry[] = choice.logprobs.content;

    expect(Object.keys(choice.logprobs)).toEqual(['content']);
    expect(entries.map(({ token }) => token).join('')).toBe(choice.message.content);
    for (const { token, logprob, bytes, top_logprobs: top, ...rest } of entries) {
      expect(rest).toEqual({});
      expect(Buffer.from(bytes).toString()).toBe(token);
      expect(top).toHaveLength(5);
      expect(top.map((one) => one.logprob)).toEqual([...top].map((one) => one.logprob).sort((a, b) => b - a));
      expect(top.reduce((sum, one) => sum + Math.exp(one.logprob), 0)).toBeLessThan(1.000001);
      if (logprob > -9_999)
        expect(top.some((one) => one.token === token && one.logprob === logprob)).toBe(true);
    }
    expect(entries.filter(({ logprob }) => logprob > Math.log(0.5)).length).toBeGreaterThan(
      entries.length / 2,
    );
  });

  it('should mark a token that was not among the twenty likeliest', async () => {
    let text = '';
    for (let index = 0; !text.includes('"logprob":-9999.0,'); index++) {
      text = (await chat(`Describe ${index}`, off)).text;
    }
    const [unlikely] = JSON.parse(text).choices[0].logprobs.content.filter(
      ({ logprob }: Entry) => logprob === -9_999,
    );

    expect(unlikely.top_logprobs).toEqual([]);
  });

  it('should stream with each token what the whole answer tells of it, thoughts apart', async () => {
    const whole = JSON.parse((await chat('Why?', { top_logprobs: 1 })).text).choices[0].logprobs;
    const seen = await chat('Why?', { top_logprobs: 1, stream: true });
    const chunks = events(seen.text).map((chunk) => chunk.choices[0]);
    const streamed = (kind: 'content' | 'reasoning_content') =>
      chunks.flatMap(({ logprobs }) => logprobs?.[kind] ?? []);

    expect(streamed('reasoning_content')).toEqual(whole.reasoning_content);
    expect(streamed('content')).toEqual(whole.content);
    expect([chunks[0].logprobs, chunks.at(-1).logprobs]).toEqual([null, null]);
    expect(chunks[1].logprobs.content).toBeNull();
  });

  it.each([
    [{ top_logprobs: 21 }, 'Invalid top_logprobs value, the valid range of top_logprobs is [0, 20]'],
    [{ top_logprobs: 1, logprobs: false }, 'top_logprobs should be set along with logprobs = true'],
    [{ logprobs: 1 }, 'logprobs: invalid type: integer `1`, expected a boolean'],
  ])('should refuse %j', async (more, complaint) => {
    const seen = await chat('Why?', more);

    expect([seen.status, JSON.parse(seen.text).error.message]).toEqual([
      400,
      expect.stringContaining(complaint),
    ]);
  });
});
