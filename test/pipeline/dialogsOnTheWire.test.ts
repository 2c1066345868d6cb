import { last, lastValueFrom, type OperatorFunction, toArray } from 'rxjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { complete } from '../../operators/complete.js';
import { dialog } from '../../operators/dialog.js';
import { createClient } from '../../src/client/createClient.js';
import { createDialog } from '../../src/pipeline/createDialog.js';
import type { Dialog, DialogTurn } from '../../src/pipeline/DialogOptions.js';
import { startSimulator } from '../../src/simulator/startSimulator.js';
import { fromIterable } from '../../src/sources/fromIterable.js';
import type { Message } from '../../src/types/Message.js';
import type { Outcome } from '../../src/types/Outcome.js';
import type { Params } from '../../src/types/Params.js';
import type { Prompt } from '../../src/types/Prompt.js';
import type { Reply } from '../../src/types/Reply.js';
import type { Usage } from '../../src/types/Usage.js';

async function simulated(params: Params) {
  const simulator = await startSimulator({ answerTokens: 120 });
  const client = createClient({
    routes: [{ baseUrl: simulator.url, apiKey: 'any', params: { model: 'deepseek-flash', ...params } }],
  });
  onTestFinished(async () => {
    await client.close();
    await simulator.close();
  });
  return { client, simulator };
}
const off = { thinking: { type: 'disabled' } } as const;
const question = (turn: number) => `Question ${turn}: what is a lighthouse, and why? `.repeat(10);
/** What is surely in the server's cache of a context that was sent before: whole units, but for the last one. */
const cached = (sent: number) => sent - 128 - 13;
const say = async (dialog: Dialog, input: string | readonly Message[]) => {
  await lastValueFrom(dialog.generateResponse(input));
  return dialog.last?.usage as Usage;
};

describe('dialogs on the wire', () => {
  it('should find all that was said before in the context cache, turn by turn, until they are trimmed', async () => {
    const { client } = await simulated(off);
    const dialog = createDialog(client, { system: 'Be a guide to lighthouses.', maxTokens: 1_200 });
    let before = { sent: 0, hit: 0 };
    let trims = 0;
    for (let turn = 1; turn <= 16; turn++) {
      const { promptTokens, promptCacheHitTokens: hit, completionTokens } = await say(dialog, question(turn));
      if (dialog.last?.dropped === 0) {
        expect(hit).toBeGreaterThanOrEqual(cached(before.sent));
        if (turn > 2) expect(hit).toBeGreaterThan(before.hit);
      } else trims++;
      before = { sent: promptTokens + completionTokens, hit };
    }
    expect(trims).toBeGreaterThanOrEqual(2);
    expect(trims).toBeLessThanOrEqual(5);
  });

  it('should have the summary of what is dropped made from the cache', async () => {
    const { client } = await simulated(off);
    const dialog = createDialog(client, { system: 'Be a guide.', maxTokens: 1_200, summarize: true });
    for (let turn = 1; dialog.toJSON().dropped === 0; turn++) await say(dialog, question(turn));
    const { summary, dropped } = dialog.last as DialogTurn;
    expect(dropped).toBeGreaterThan(0);
    expect(dialog.toJSON().summary).toBe((summary as Reply).text);
    const { promptTokens, promptCacheHitTokens } = (summary as Reply).usage as Usage;
    // The question itself has some 60 tokens.
    expect(promptCacheHitTokens).toBeGreaterThan(cached(promptTokens - 80));
  });

  it('should go through calls of tools while the model thinks', async () => {
    const { client } = await simulated({});
    const weather = {
      name: 'weather',
      parameters: { type: 'object', properties: { city: { type: 'string' } } },
    };
    const params = {
      tools: [{ type: 'function', function: weather }],
      thinking: { type: 'enabled' },
    } as const;
    // Not thinking at first: of that turn there are no thoughts to send back.
    const dialog = createDialog(client, { params: { ...params, ...off } });
    for (let turn = 1; turn <= 3; turn++) {
      await say(dialog, `The weather in Rotterdam, please (${turn}).`);
      const calls = dialog.last?.reply.toolCalls ?? [];
      expect(calls.map((call) => call.function.name)).toEqual(['weather']);
      await say(
        dialog,
        calls.map(({ id }) => ({ role: 'tool', tool_call_id: id, content: 'rain' })),
      );
      expect(dialog.last?.reply.text).not.toBe('');
      dialog.params = params;
    }
    expect(dialog.turns).toBe(3);
    expect(dialog.last?.reply.reasoning).not.toBeNull();
    // The same without tools: nothing of it is sent.
    dialog.params = undefined;
    await say(dialog, 'Thank you.');
  });

  it('should ask many conversations at once, each from the cache', async () => {
    const { client, simulator } = await simulated(off);
    const prompts = Array.from({ length: 40 }, (_, n) => ({
      prompt: `Of guest ${n % 8}. ${question(n)}`,
      conversation: `guest ${n % 8}`,
    }));
    const talk: OperatorFunction<Prompt, Outcome> = dialog(complete(client, { concurrency: 8 }));
    const outcomes = await lastValueFrom(fromIterable(prompts).pipe(talk, toArray()));
    expect(outcomes).toHaveLength(40);
    const sent = new Map<unknown, number>();
    for (const outcome of outcomes) {
      const key = outcome.prompt.input?.conversation;
      if (outcome.status === 'error') expect.unreachable(outcome.error.message);
      const { promptTokens, promptCacheHitTokens, completionTokens } = outcome.usage as Usage;
      const known = sent.get(key) ?? 0;
      expect(promptTokens).toBeGreaterThan(known);
      expect(promptCacheHitTokens).toBeGreaterThanOrEqual(cached(known));
      sent.set(key, promptTokens + completionTokens);
    }
    expect(simulator.stats().requests).toBe(40);
  });

  it('should leave a dialog as it was when a stream breaks off, and answer the same question afterwards', async () => {
    const { client, simulator } = await simulated(off);
    const dialog = createDialog(client);
    await say(dialog, question(1));
    const before = dialog.toJSON();
    simulator.setFaults({ cutStreamRate: 1 });
    await expect(lastValueFrom(dialog.generateResponse('And then?').pipe(last()))).rejects.toMatchObject({
      code: 'stream_cut',
    });
    expect(dialog.toJSON()).toBe(before);
    simulator.setFaults({ cutStreamRate: 0 });
    await say(dialog, 'And then?');
    expect(dialog.turns).toBe(2);
  });
});
