import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, type TestContext } from 'vitest';
import type { SimulatorOptions } from '../../src/simulator/SimulatorOptions.js';
import { startSimulator } from '../../src/simulator/startSimulator.js';
import { realCli, rowsOf } from './cli.js';

const { run, folder } = realCli();
const path = (name: string) => join(folder, name);

async function simulator({ onTestFinished }: TestContext, options: SimulatorOptions = {}) {
  const started = await startSimulator(options);
  onTestFinished(() => started.close());
  return started;
}

const questions = (count: number) =>
  Array.from({ length: count }, (_, index) => `Question number ${index}?\n`).join('');

describe('rxprompt run --max-cost', () => {
  it.concurrent('should stop in time, keep every row that was paid for, and say what was spent', async (context) => {
    const { url, stats } = await simulator(context, { faults: { firstTokenMs: 5, firstTokenSigma: 0.5 } });
    writeFileSync(path('stop.txt'), questions(2_000));
    const flags = ['--max-cost', '0.05', '--max-tokens', '200', '--concurrency', '256', '--json', '--quiet'];
    const { code, stderr } = await run(['stop.txt', '-o', 'stop.jsonl', '--base-url', url, ...flags]);
    expect(code).toBe(4);
    const [message = '', resume = '', ...rest] = stderr.trim().split('\n');
    expect(message).toMatch(/^rxprompt: stopped: the budget is used up: \$0\.0\d+ of \$0\.0500 spent/);
    expect(resume).toMatch(
      /^rxprompt: to go on, with a higher --max-cost: .*stop\.txt -o stop\.jsonl .*--max-cost 0\.05/,
    );
    const { budget, cost_usd, rows } = JSON.parse(rest.join(''));
    const { billedUsd, requests } = stats();
    expect(billedUsd).toBeLessThanOrEqual(0.05);
    expect(billedUsd).toBeGreaterThan(0.04);
    expect(rows.total).toBe(requests);
    expect(rowsOf(readFileSync(path('stop.jsonl.part'), 'utf8'))).toHaveLength(requests);
    expect(cost_usd).toBeCloseTo(billedUsd, 6);
    expect(budget).toMatchObject({ cap_usd: 0.05, reserved_usd: 0, unreported_usd: 0 });
    expect(budget.spent_usd).toBeGreaterThanOrEqual(billedUsd - 1e-9);
  });

  it.concurrent('should go on with a higher cap, and know what was spent before', async (context) => {
    const { url, stats } = await simulator(context);
    writeFileSync(path('more.txt'), questions(300));
    // Less than all of them cost off-peak, too.
    const cap = '0.006';
    const asked = ['more.txt', '-o', 'more.jsonl', '--base-url', url, '--concurrency', '64'];
    const flags = [...asked, '--max-tokens', '200', '--thinking', 'off'];
    const first = await run([...flags, '--max-cost', cap]);
    expect(first.code).toBe(4);
    expect(first.stderr).toMatch(/^rxprompt: to go on, with a higher --max-cost: .*more\.txt/m);
    const again = await run([...flags, '--max-cost', cap]);
    expect([again.code, again.stderr]).toEqual([4, expect.stringContaining('the budget is used up: $0.0')]);
    expect(stats().billedUsd).toBeLessThanOrEqual(Number(cap));
    const last = await run([...flags, '--max-cost', '1', '--quiet', '--json']);
    expect(last.code).toBe(0);
    const { budget } = JSON.parse(last.stderr);
    expect(budget.spent_usd).toBeGreaterThanOrEqual(stats().billedUsd - 1e-9);
    expect(budget.spent_usd).toBeLessThan(1.01 * stats().billedUsd);
    expect(rowsOf(readFileSync(path('more.jsonl'), 'utf8'))).toHaveLength(300);
  });

  it.concurrent('should finish where the money lasts', async (context) => {
    const { url } = await simulator(context);
    const { code, stderr } = await run(['--max-cost', '20', '--base-url', url], { input: questions(3) });
    expect(code).toBe(0);
    expect(stderr).toMatch(/at most \$20\.00: \$0\.\d+ or more is set aside for a call/);
    expect(stderr).toMatch(/^budget +\$0\.000\d+ of \$20\.00$/m);
  });

  it.concurrent.for<[string, string[], string]>([
    ['a cap below one call', ['--max-cost', '0.0001'], '--max-cost 0.0001: a single call may cost $0.'],
    [
      'a model without a price',
      ['--max-cost', '1', '--model', 'gpt-x'],
      'nobody knows what gpt-x costs: add it',
    ],
    ['a cap of nothing', ['--max-cost', '0'], 'Expected a number above 0'],
    [
      'a price file with a mistake',
      ['--prices', 'bad.yaml'],
      '--prices bad.yaml: expected a field of models.m, got ouput',
    ],
  ])('should refuse %s before anything is sent', async ([_, flags, message], context) => {
    writeFileSync(path('bad.yaml'), 'asOf: 2026-11-24\nmodels: { m: { miss: 1, ouput: 2 } }\n');
    const { url, stats } = await simulator(context);
    const { code, stderr } = await run([...flags, '--base-url', url], { input: 'a\n' });
    expect([code, stats().requests]).toEqual([2, 0]);
    expect(stderr).toContain(message);
  });

  it.concurrent('should pay by the prices of a file', async (context) => {
    const { url } = await simulator(context, { models: { 'my-model': 'my-model' } });
    writeFileSync(
      path('prices.json'),
      JSON.stringify({
        asOf: '2026-11-24',
        models: { 'my-model': { miss: 100, output: 0, maxOutputTokens: 100 } },
      }),
    );
    const flags = ['--prices', 'prices.json', '--model', 'my-model', '--max-cost', '1', '--json', '--quiet'];
    const { code, stderr } = await run([...flags, '--base-url', url], { input: 'a\n' });
    const { cost_usd, tokens } = JSON.parse(stderr);
    expect([code, cost_usd]).toEqual([0, tokens.prompt / 10_000]);
  });
});
