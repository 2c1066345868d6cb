import { createHash } from 'node:crypto';
import { request } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
import { RequestLedger } from '../../src/simulator/billing/RequestLedger.js';
import { type Simulator, startSimulator } from '../../src/simulator/startSimulator.js';
import { ask, chatBody } from './ask.js';

let simulator: Simulator;
afterEach(() => simulator.close());

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12);
const record = {
  time: '2026-11-24T00:00:00.000Z',
  path: '/chat/completions',
  status: 200,
  outcome: 'answered',
  fault: null,
  model: 'deepseek-flash',
  user_id: '',
  prompt_hash: 'abc',
  times: 1,
  stream: false,
  finish_reason: 'stop',
  prompt_tokens: 1,
  prompt_cache_hit_tokens: 0,
  completion_tokens: 1,
  usd: 0,
  peak: false,
  ms: 1,
} as const;

describe('what the simulator remembers of its requests', () => {
  it('should write one line of JSON for each request, refused ones too, without prompt and key', async () => {
    const lines: string[] = [];
    simulator = await startSimulator({
      log: (line) => lines.push(line),
      startAt: '2026-11-24T09:00:00+08:00',
    });
    const url = `${simulator.url}/chat/completions`;
    await ask(url, chatBody('Tell a secret', { user_id: 'ann' }));
    await ask(url, chatBody('Tell a secret', { stream: true }));
    await ask(url, '{}');
    const read = lines.map((line) => JSON.parse(line));

    expect(read.map(({ number, status, outcome }) => [number, status, outcome])).toEqual([
      [1, 200, 'answered'],
      [2, 200, 'answered'],
      [3, 400, 'refused'],
    ]);
    expect(read[0]).toMatchObject({
      path: '/chat/completions',
      model: 'deepseek-flash',
      user_id: 'ann',
      prompt_hash: hashOf('Tell a secret'),
      times: 1,
      stream: false,
      finish_reason: 'stop',
      peak: true,
    });
    expect(read[0].time).toMatch(/^2026-11-24T01:00:\d\d\.\d{3}Z$/);
    expect(read[0].usd).toBeGreaterThan(0);
    expect(read[1]).toMatchObject({ times: 2, stream: true, user_id: '' });
    expect(read[2]).toMatchObject({ usd: 0, prompt_hash: null });
    expect(lines.join('\n')).not.toMatch(/secret|sk-test/);
  });

  it('should count prompts by hash: how many there were, how many came again', async () => {
    simulator = await startSimulator({ rememberedPrompts: 2 });
    for (const prompt of ['a', 'b', 'a', 'a', 'c', 'b']) {
      await ask(`${simulator.url}/v1/nlp`, JSON.stringify({ prompt }));
    }

    expect(simulator.stats().prompts).toEqual({ distinct: 2, repeats: 3, mostTimes: 3, forgotten: 1 });
  });

  it('should keep the last thousand requests, and users beyond a thousand as one', async () => {
    simulator = await startSimulator();
    const ledger = new RequestLedger(1, null);
    for (let index = 0; index < 2_500; index++) {
      ledger.keep(record);
      ledger.bill('m', `user${index}`, { promptTokens: 1, cacheHitTokens: 0, completionTokens: 1 }, 0);
    }
    const numbers = ledger.records().map(({ number }) => number);

    expect(numbers).toEqual(Array.from({ length: 1_000 }, (_, index) => 1_501 + index));
    expect(Object.keys(ledger.read().byUser)).toHaveLength(1_001);
    expect(ledger.read().byUser.other).toMatchObject({ requests: 1_500 });
  });

  it('should show them by HTTP, chosen by prompt or by user, and have its clock put forward', async () => {
    simulator = await startSimulator();
    const url = `${simulator.url}/chat/completions`;
    await ask(url, chatBody('a', { user_id: 'ann' }));
    await ask(`${simulator.url}/__clock`, '{"now":"2026-12-24T10:00:00+08:00"}');
    await ask(url, chatBody('a'));
    await ask(url, chatBody('b'));
    const found = async (query: string) => {
      const seen = await request(`${simulator.url}/__requests${query}`);
      const { requests } = (await seen.body.json()) as { requests: { number: number; time: string }[] };
      return requests;
    };

    expect((await found('')).map(({ number }) => number)).toEqual([1, 2, 3]);
    expect((await found(`?prompt_hash=${hashOf('a')}`)).map(({ number }) => number)).toEqual([1, 2]);
    expect((await found('?user_id=ann')).map(({ number }) => number)).toEqual([1]);
    expect((await found('?limit=1')).map(({ number }) => number)).toEqual([3]);
    expect((await found('?limit=1'))[0]?.time).toMatch(/^2026-12-24T02:00/);
  });

  it.each(['{"now":"yesterday"}', '{"now":1}', '{}', 'null', '['])(
    'should refuse %s as a time',
    async (body) => {
      simulator = await startSimulator();
      const seen = await ask(`${simulator.url}/__clock`, body);

      expect(seen.status).toBe(400);
      await expect(startSimulator({ startAt: 'yesterday' })).rejects.toThrow(
        'expected options.startAt to be a time such as 2026-11-24T09:00:00+08:00, got "yesterday"',
      );
    },
  );
});
