import { from, lastValueFrom, mergeMap, toArray } from 'rxjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { promptForm } from '../../src/codec/promptForm.js';
import { startSimulator } from '../../src/simulator/startSimulator.js';
import type { Delta } from '../../src/types/Reply.js';
import { aPrompt } from '../helpers/aPrompt.js';
import { routeTo } from './serve.js';

const apiKey = 'sk-0123456789abcdef';

async function simulated(...options: Parameters<typeof startSimulator>) {
  const simulator = await startSimulator(...options);
  onTestFinished(() => simulator.close());
  return { simulator, ...routeTo(simulator.url, { apiKey }) };
}

describe('a route to the simulator', () => {
  it('should get the same answer whole, streamed and packed, with usage and cost', async () => {
    const { simulator, route } = await simulated();
    const whole = await lastValueFrom(route.call(aPrompt()));
    for (const compression of ['none', 'gzip', 'br'] as const) {
      simulator.setFaults({ compression });
      const deltas: readonly Delta[] = await lastValueFrom(route.stream(aPrompt()).pipe(toArray()));
      const end = deltas.at(-1);
      if (end?.type !== 'end') expect.unreachable('no end');
      expect(end.reply).toMatchObject({ text: whole.text, reasoning: whole.reasoning, finishReason: 'stop' });
      const text = deltas.map((delta) => (delta.type === 'text' ? delta.text : '')).join('');
      expect(text).toBe(whole.text);
      expect(deltas.length).toBeGreaterThan(10);
      expect(await lastValueFrom(route.call(aPrompt()))).toMatchObject({ text: whole.text });
    }
    expect(whole.text.length).toBeGreaterThan(10);
    expect(whole.usage?.reasoningTokens).toBeGreaterThan(0);
    expect(whole.costUsd).toBeGreaterThan(0);
  });

  it.each([
    [{ status429Rate: 1 }, 'rate_limited', true],
    [{ status500Rate: 1 }, 'server_error', true],
    [{ status502Rate: 1 }, 'server_error', true],
    [{ status503Rate: 1 }, 'overloaded', true],
    [{ insufficientBalance: true }, 'insufficient_balance', false],
    [{ resetBeforeAnswerRate: 1 }, 'connection_reset', true],
    [{ resetMidAnswerRate: 1 }, 'connection_reset', true],
    [{ emptyAnswerRate: 1 }, 'empty_answer', true],
    [{ blankAnswerRate: 1, keepAliveIntervalMs: 5 }, 'empty_answer', true],
  ])('should class its faults: %j is %s', async (faults, code, retryable) => {
    const { route, outcomes } = await simulated({ faults });
    await expect(lastValueFrom(route.call(aPrompt()))).rejects.toMatchObject({ code, retryable });
    expect(outcomes()).toEqual([code]);
  });

  it('should not take a cut stream for an answer', async () => {
    for (const faults of [{ cutStreamRate: 1 }, { resetMidAnswerRate: 1 }]) {
      const { route } = await simulated({ faults });
      await expect(lastValueFrom(route.stream(aPrompt()))).rejects.toMatchObject({ code: 'stream_cut' });
    }
  });

  it('should hear how long to wait', async () => {
    for (const retryAfterForm of ['seconds', 'date', 'ms'] as const) {
      const { route } = await simulated({
        faults: { status429Rate: 1, retryAfterSeconds: 30, retryAfterForm },
      });
      const error = await lastValueFrom(route.call(aPrompt())).catch((thrown) => thrown);
      expect(error.retryAfterMs).toBeGreaterThan(28_000);
      expect(error.retryAfterMs).toBeLessThanOrEqual(30_000);
    }
  });

  it('should not fail a single call over connections that wear out', async () => {
    const { route, outcomes } = await simulated({ faults: { closeAfterRequests: 3, closeIdleAfterMs: 2 } });
    const prompts = Array.from({ length: 300 }, (_, seq) => aPrompt({ id: `p${seq}`, seq }));
    const replies = await lastValueFrom(
      from(prompts).pipe(
        mergeMap((prompt) => route.call(prompt), 16),
        toArray(),
      ),
    );
    expect(replies.every(({ attempts }) => attempts === 1)).toBe(true);
    expect(outcomes()).toEqual(Array.from({ length: 300 }, () => 'ok'));
  });

  it('should refuse a wrong key and an unknown model in words', async () => {
    const simulator = await startSimulator({ keys: ['sk-right'] });
    onTestFinished(() => simulator.close());
    const wrong = routeTo(simulator.url, { apiKey: 'sk-wrongwrong0000' });
    await expect(lastValueFrom(wrong.route.call(aPrompt()))).rejects.toMatchObject({
      code: 'unauthorized',
      account: true,
      message: expect.stringMatching(/\*{4}0000 is invalid/),
    });
    const right = routeTo(simulator.url, { apiKey: 'sk-right' });
    await expect(
      lastValueFrom(right.route.call(aPrompt({ params: { model: 'gpt' } }))),
    ).rejects.toMatchObject({
      code: 'model_not_found',
      message: expect.stringMatching(/you passed gpt/),
    });
  });

  it('should speak its prompt form', async () => {
    const simulator = await startSimulator();
    onTestFinished(() => simulator.close());
    const { route } = routeTo(`${simulator.url}/v1/nlp`, { apiKey, codec: promptForm() });
    const reply = await lastValueFrom(route.call(aPrompt()));
    expect(reply.text.length).toBeGreaterThan(10);
    expect(reply).toMatchObject({ usage: null, costUsd: null });
  });
});
