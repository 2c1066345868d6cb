import { request } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
import { priceOf } from '../../src/engine/money/priceOf.js';
import { pricesAt } from '../../src/simulator/billing/pricesAt.js';
import type { SimulatorOptions } from '../../src/simulator/SimulatorOptions.js';
import { type Simulator, startSimulator } from '../../src/simulator/startSimulator.js';
import { ask, chatBody } from './ask.js';

let simulator: Simulator;
afterEach(() => simulator.close());

const off = { thinking: { type: 'disabled' } };
const start = async (options: SimulatorOptions = {}) => {
  simulator = await startSimulator(options);
  return (prompt: string, more: object = {}) =>
    ask(`${simulator.url}/chat/completions`, chatBody(prompt, { ...off, ...more }));
};
/** Dollars of one answer at prices for a million tokens. */
const cost = (usage: Record<string, number>, [hit, miss, output]: readonly number[]) =>
  ((usage.prompt_cache_hit_tokens ?? 0) * hit! +
    (usage.prompt_cache_miss_tokens ?? 0) * miss! +
    (usage.completion_tokens ?? 0) * output!) /
  1e6;

describe('what the simulator bills', () => {
  it.each([
    ['2026-11-24T08:59:00+08:00', 'deepseek-flash', [0.003, 0.15, 0.6]],
    ['2026-11-24T09:00:00+08:00', 'deepseek-flash', [0.006, 0.3, 1.2]],
    ['2026-11-24T11:59:00+08:00', 'deepseek-v4-pro', [0.044, 1.32, 3.96]],
    ['2026-11-24T12:00:00+08:00', 'deepseek-v4-pro', [0.022, 0.66, 1.98]],
    ['2026-11-24T14:00:00+08:00', 'deepseek-v4-flash', [0.006, 0.3, 1.2]],
    ['2026-11-24T18:00:00+08:00', 'deepseek-flash', [0.003, 0.15, 0.6]],
    ['2026-11-22T10:00:00+08:00', 'deepseek-flash', [0.003, 0.15, 0.6]], // Sunday
    ['2026-10-05T10:00:00+08:00', 'deepseek-flash', [0.003, 0.15, 0.6]], // a holiday, on a Monday
    ['2026-08-22T10:00:00+08:00', 'deepseek-flash', [0.014, 0.44, 1.32]], // a Saturday before weekends were free
    ['2026-07-27T10:00:00+08:00', 'deepseek-flash', [0.0028, 0.14, 0.28]], // no peak yet
  ])('should bill at %s for %s %j', async (startAt, model, rates) => {
    const chat = await start({ startAt });
    const seen = JSON.parse(
      (await chat('All work and no play makes a dull boy. '.repeat(60), { model })).text,
    );
    const again = JSON.parse(
      (await chat('All work and no play makes a dull boy. '.repeat(60), { model })).text,
    );

    expect(again.usage.prompt_cache_hit_tokens).toBeGreaterThan(0);
    expect(simulator.stats().billedUsd).toBeCloseTo(cost(seen.usage, rates) + cost(again.usage, rates), 12);
    expect(Math.abs(seen.created - Date.parse(startAt) / 1_000)).toBeLessThan(60);
  });

  it('should agree, in every hour since there are prices, with the prices that the client reckons with', async () => {
    await start();
    const differing: string[] = [];
    const until = Date.parse('2027-02-01T00:00:00Z');
    for (let ms = Date.parse('2026-04-24T00:00:00Z'); ms < until; ms += 900_000) {
      for (const model of ['deepseek-flash', 'deepseek-v4-pro']) {
        const ours = pricesAt(model, ms);
        const theirs = priceOf(model, ms);
        const same = (['hit', 'miss', 'output'] as const).every(
          (kind) => ours?.[kind] === Math.round((theirs?.[kind] ?? 0) * 1e6),
        );
        if (!same) differing.push(`${model} ${new Date(ms).toISOString()}`);
      }
    }

    expect(differing).toEqual([]);
  });

  it('should tell users and models apart, and leave out what has no price', async () => {
    const chat = await start({ models: { own: 'own' }, startAt: '2026-11-24T00:00:00Z' });
    await chat('Why?', { user_id: 'ann' });
    await chat('Why not?', { user_id: 'ann', model: 'deepseek-v4-pro' });
    await chat('Why not?', { model: 'own' });
    const stats = simulator.stats();

    expect(Object.keys(stats.byUser)).toEqual(['ann', '']);
    expect(stats.byUser.ann).toMatchObject({ requests: 2 });
    expect(stats.byModel['deepseek-v4-pro']).toMatchObject({ requests: 1, cacheHitTokens: 0 });
    expect(stats.byModel.own).toMatchObject({ requests: 1, billedUsd: 0 });
    expect(
      stats.byModel['deepseek-flash']!.billedUsd + stats.byModel['deepseek-v4-pro']!.billedUsd,
    ).toBeCloseTo(stats.billedUsd, 15);
    expect(simulator.requests().map(({ usd }) => usd === null)).toEqual([false, false, true]);
  });

  it('should refuse with 402 once the balance is spent, and show it shrink', async () => {
    const chat = await start({ balanceUsd: 0.01, startAt: '2026-11-24T09:00:00+08:00' });
    const balance = async () => {
      const seen = await request(`${simulator.url}/user/balance`, { headers: { authorization: 'Bearer k' } });
      return (await seen.body.json()) as { is_available: boolean; balance_infos: Record<string, string>[] };
    };
    const before = await balance();
    const long = 'word '.repeat(20_000);
    expect((await chat(long, { max_tokens: 1 })).status).toBe(200);
    expect((await chat(`${long}!`, { max_tokens: 1, user_id: 'b' })).status).toBe(200);
    const refused = await chat('Why?');

    expect(before.balance_infos[0]).toMatchObject({ currency: 'USD', total_balance: '0.01' });
    expect([refused.status, refused.text]).toEqual([402, expect.stringContaining('Insufficient Balance')]);
    expect(await balance()).toMatchObject({
      is_available: false,
      balance_infos: [{ total_balance: '0.00' }],
    });
    expect(simulator.stats().byStatus).toMatchObject({ '402': 1 });
  });

  it.each([
    ['all', (tokens: number) => tokens > 10],
    ['sent', (tokens: number) => tokens === 1],
    ['nothing', (tokens: number) => tokens === 0],
  ] as const)('should bill %s of an answer that its client leaves', async (brokenAnswersCost, wanted) => {
    await start({ brokenAnswersCost, faults: { perTokenMs: 60_000 } });
    const response = await request(`${simulator.url}/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer k', 'content-type': 'application/json' },
      body: chatBody('Why?', { ...off, stream: true }),
    });
    let seen = '';
    for await (const chunk of response.body) {
      seen += chunk;
      if (seen.split('\n\n').length > 2) break;
    }
    while (simulator.stats().inFlight > 0) await new Promise(setImmediate);
    const [record] = simulator.requests();

    expect(record).toMatchObject({ outcome: 'cancelled', status: 200 });
    expect(wanted(record!.completion_tokens)).toBe(true);
    expect(simulator.stats().completionTokens).toBe(record!.completion_tokens);
    expect(record!.usd! > 0).toBe(brokenAnswersCost !== 'nothing');
  });

  it('should bill nothing for a refusal and for an answer that the model never began', async () => {
    const chat = await start({ faults: { status503Rate: 0.5, blankAnswerRate: 0.5 } });
    for (let index = 0; index < 20; index++) await chat('Why?');

    expect(simulator.stats()).toMatchObject({ billedUsd: 0, promptTokens: 0, requests: 20 });
    expect(new Set(simulator.requests().map(({ fault }) => fault))).toEqual(
      new Set(['status503', 'blankAnswer']),
    );
  });
});
