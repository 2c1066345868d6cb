import { request } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FaultPlan } from '../../src/simulator/faults/FaultPlan.js';
import { type Simulator, startSimulator } from '../../src/simulator/startSimulator.js';
import { until } from '../helpers/until.js';
import { ask, chatBody } from './ask.js';

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator({ answerTokens: 5 });
});
afterEach(() => simulator.close());

const off = { thinking: { type: 'disabled' } };
const status = async (more = {}, path = '/chat/completions') =>
  (await ask(`${simulator.url}${path}`, chatBody('Why?', { ...off, ...more }))).status;

describe('a plan of faults', () => {
  it('should lay each step for its time over what is set, and take it away again', async () => {
    simulator.setFaults({ status500Rate: 0.25 });
    const from = performance.now();
    simulator.setPlan({
      faults: { firstTokenMs: 1 },
      steps: [
        { at: 0.03, for: 0.06, faults: { status503Rate: 0.5 } },
        { at: 0.06, faults: { status500Rate: 0, perTokenMs: 2 } },
      ],
    });
    const seen = [simulator.faults()];
    await until(() => simulator.faults().status503Rate === 0.5);
    const beganAfter = performance.now() - from;
    seen.push(simulator.faults());
    await until(() => simulator.faults().perTokenMs === 2);
    seen.push(simulator.faults());
    await until(() => simulator.faults().status503Rate === 0);
    seen.push(simulator.faults());

    expect(beganAfter).toBeGreaterThanOrEqual(29);
    expect(
      seen.map(({ status500Rate, status503Rate, firstTokenMs, perTokenMs }) => [
        status500Rate,
        status503Rate,
        firstTokenMs,
        perTokenMs,
      ]),
    ).toEqual([
      [0.25, 0, 1, 0],
      [0.25, 0.5, 1, 0],
      [0, 0.5, 1, 2],
      [0, 0, 1, 2],
    ]);
    simulator.setPlan(null);
    expect(simulator.faults()).toMatchObject({ status500Rate: 0.25, firstTokenMs: 0, perTokenMs: 0 });
  });

  it('should repeat', async () => {
    simulator.setPlan({ repeatSeconds: 0.04, steps: [{ at: 0.02, faults: { insufficientBalance: true } }] });
    for (let round = 0; round < 2; round++) {
      await until(() => simulator.faults().insufficientBalance);
      await until(() => !simulator.faults().insufficientBalance);
    }

    expect(simulator.faults().insufficientBalance).toBe(false);
  });

  it.each([
    [{ model: 'deepseek-v4-pro' }, { model: 'deepseek-v4-pro' }, {}],
    [{ stream: true }, { stream: true }, {}],
    [{ userId: 'ann' }, { user_id: 'ann' }, { user_id: 'bob' }],
  ])('should have steps for requests with %j alone', async (where, hit, other) => {
    simulator.setPlan({ steps: [{ where, faults: { status503Rate: 1 } }] });

    expect([await status(hit), await status(other)]).toEqual([503, 200]);
    expect(simulator.faults().status503Rate).toBe(0);
  });

  it('should have steps for a path alone', async () => {
    simulator.setPlan({
      steps: [{ where: { path: '/beta/chat/completions' }, faults: { status502Rate: 1 } }],
    });

    expect([await status({}, '/beta/chat/completions'), await status()]).toEqual([502, 200]);
  });

  it('should count for a model what is limited for that model, and for the account what is not', async () => {
    simulator.setPlan({
      faults: { requestsPerMinute: 3 },
      steps: [
        { where: { model: 'deepseek-v4-pro' }, faults: { requestsPerMinute: 1 } },
        { where: { stream: true }, faults: { firstTokenMs: 1 } },
      ],
    });
    const pro = { model: 'deepseek-v4-pro' };

    expect([await status(pro), await status(pro)]).toEqual([200, 429]);
    expect([await status(), await status({ stream: true }), await status(), await status()]).toEqual([
      200, 200, 200, 429,
    ]);
  });

  it('should fall the same with the same seed', async () => {
    const plan: FaultPlan = { seed: 42, faults: { status503Rate: 0.5 } };
    const fall = async () => {
      simulator.setPlan(plan);
      const statuses: number[] = [];
      for (let index = 0; index < 20; index++) statuses.push(await status());
      return statuses;
    };
    const first = await fall();
    await status();

    expect(await fall()).toEqual(first);
    expect(new Set(first)).toEqual(new Set([200, 503]));
  });

  it('should begin what is next when its step begins', async () => {
    simulator.setPlan({
      steps: [{ where: { model: 'deepseek-v4-pro' }, faults: { next: ['status500', 'status502'] } }],
    });
    const pro = { model: 'deepseek-v4-pro' };

    expect([await status(pro), await status(), await status(pro), await status(pro)]).toEqual([
      500, 200, 502, 200,
    ]);
  });

  it('should refuse connections for a step and take them again after it', async () => {
    simulator.setPlan({ steps: [{ for: 0.05, faults: { refuseForMs: 60_000 } }] });
    const refused = await status().catch((error: NodeJS.ErrnoException) => error.code);
    let answered: unknown = null;
    while (answered !== 200) answered = await status().catch(() => null);

    expect(refused).toBe('ECONNREFUSED');
  });

  it('should move the limit of requests in flight', async () => {
    const moving = await startSimulator({
      plan: { steps: [{ faults: { maxInFlight: 2 } }, { at: 0.05, faults: { maxInFlight: 1 } }] },
      faults: { firstTokenMs: 40 },
    });
    const post = () => ask(`${moving.url}/chat/completions`, chatBody('Why?', off));
    const statuses = async () =>
      (await Promise.all([post(), post(), post()])).map((seen) => seen.status).sort();
    const before = await statuses();
    await until(() => moving.faults().maxInFlight === 1);
    const after = await Promise.all([post(), post()]);
    await moving.close();

    expect(before).toEqual([200, 200, 429]);
    expect(after.find((seen) => seen.status === 429)?.text).toContain(
      'Your current concurrency is 2, which exceeds your concurrency limit of 1 based on your remaining balance.',
    );
  });

  it('should be shown, started and ended by HTTP', async () => {
    const started = await ask(`${simulator.url}/__plan`, '{"faults":{"status503Rate":1}}');
    const during = await status();
    const wrong = await ask(`${simulator.url}/__plan`, '{"step":[]}');
    const ended = await request(`${simulator.url}/__plan`, { method: 'DELETE' });

    expect(JSON.parse(started.text)).toEqual({
      plan: { faults: { status503Rate: 1 } },
      elapsedSeconds: expect.any(Number),
    });
    expect([during, wrong.status, await status()]).toEqual([503, 400, 200]);
    expect(wrong.text).toContain('expected a field of plan, got step; did you mean steps?');
    expect(await ended.body.json()).toEqual({ plan: null, elapsedSeconds: null });
  });

  it.each([
    [{ stepps: [] }, 'expected a field of plan, got stepps; did you mean steps?'],
    [{ steps: [{ faults: {}, form: 1 }] }, 'expected a field of plan.steps.0, got form; did you mean for?'],
    [
      { steps: [{ faults: {} }, { faults: { status530Rate: 1 } }] },
      'expected a field of plan.steps.1.faults, got status530Rate; did you mean status500Rate?',
    ],
    [
      { steps: [{ where: { modle: 'x' }, faults: {} }] },
      'expected a field of plan.steps.0.where, got modle; did you mean model?',
    ],
    [{ steps: [{ at: -1, faults: {} }] }, 'expected plan.steps.0.at to be >=0, got -1'],
    [
      { faults: { firstTokenMs: 'soon' } },
      'expected plan.faults.firstTokenMs to be a number of milliseconds',
    ],
    [{ faults: { firstTokenMs: 'uniform:2,1' } }, 'the maximum is below the minimum'],
    [
      { steps: [{ faults: { status500Rate: 0.6, statusRates: { 520: 0.6 } } }] },
      'expected the rates in plan.steps.0.faults to add up to at most 1, got 1.2',
    ],
    [
      { steps: [{ where: { stream: true }, faults: { refuseForMs: 1 } }] },
      'plan.steps.0.faults.refuseForMs is about connections: such a step can have no where',
    ],
    [
      { repeatSeconds: 2, steps: [{ at: 2, faults: {} }] },
      'expected plan.steps.0.at to be below plan.repeatSeconds, got 2',
    ],
  ])('should refuse %j, and let what runs go on', async (plan, message) => {
    simulator.setPlan({ faults: { status502Rate: 1 } });

    expect(() => simulator.setPlan(plan as never)).toThrow(message);
    expect(await status()).toBe(502);
    await expect(startSimulator({ plan: plan as never })).rejects.toMatchObject({ code: 'bad_config' });
  });
});

describe('the limit of requests in flight by balance', () => {
  it('should fall as the balance is spent, to one', async () => {
    const poor = await startSimulator({
      balanceUsd: 0.001,
      answerTokens: 100,
      startAt: '2026-11-21T12:00:00Z',
      faults: { inFlightPerUsd: 4_500, firstTokenMs: 20 },
    });
    const post = () => ask(`${poor.url}/chat/completions`, chatBody('Why?', off));
    const limits: number[] = [];
    for (;;) {
      const seen = await Promise.all(Array.from({ length: 6 }, post));
      if (seen.some((one) => one.status === 402)) break;
      const refused = seen.find((one) => one.status === 429)?.text ?? '';
      limits.push(Number(/concurrency limit of (\d+)/.exec(refused)?.[1]));
    }
    await poor.close();

    expect(limits[0]).toBe(4);
    expect(limits.at(-1)).toBe(1);
    expect([...limits].sort((a, b) => b - a)).toEqual(limits);
  });
});
