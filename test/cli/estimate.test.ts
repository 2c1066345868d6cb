import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, type TestContext } from 'vitest';
import type { SimulatorOptions } from '../../src/simulator/SimulatorOptions.js';
import { startSimulator } from '../../src/simulator/startSimulator.js';
import { realCli } from './cli.js';

const { run, folder } = realCli();
const write = (name: string, lines: readonly string[]) => {
  writeFileSync(join(folder, name), `${lines.join('\n')}\n`);
  return name;
};

async function simulator({ onTestFinished }: TestContext, options: SimulatorOptions = {}) {
  const started = await startSimulator(options);
  onTestFinished(() => started.close());
  return started;
}

describe('rxprompt estimate', () => {
  it.concurrent('should tell tokens, cost and time, and send nothing', async (context) => {
    const { url, stats } = await simulator(context);
    const file = write('some.jsonl', [
      '{"prompt":"What is RxJS?"}',
      '{"prompt":"What is RxJS?"}',
      '{"prompt":"Why is the sky blue?","params":{"max_tokens":50}}',
      '{"question":"?"}',
    ]);
    const { code, stdout } = await run(['estimate', file, '--base-url', url, '--thinking', 'off']);
    expect([code, stats().requests]).toEqual([0, 0]);
    expect(stdout).toMatch(/^prompts +4 in some.jsonl, 1 of them repeated .*, 1 of them bad/);
    expect(stdout).toMatch(/^input +19 tokens \(counted\)$/m);
    expect(stdout).toMatch(/^output +300 tokens \(guessed; --sample/m);
    expect(stdout).toMatch(/^cost now +\$0\.000\d+ \(.*peak hours.*; prices of 2026-11-15\)$/m);
    expect(stdout).toMatch(/^off-peak +\$0\.000183$/m);
    expect(stdout).toMatch(/^time +about \d+ s at 200 at once, a guess$/m);
  });

  it.concurrent('should measure on real calls when asked to', async (context) => {
    const { url, stats } = await simulator(context, {
      answerTokens: 120,
      answerSigma: 0,
      reasoningTokens: 30,
    });
    const file = write(
      'many.txt',
      Array.from({ length: 200 }, (_, i) => `Tell me about number ${i}.`),
    );
    const sample = await run(['estimate', file, '--sample', '20', '--json', '--base-url', url]);
    expect(sample.code).toBe(0);
    const { basis, tokens, sample: measured } = JSON.parse(sample.stdout);
    expect([basis, stats().requests, measured.calls]).toEqual(['sample', 20, 20]);
    expect(measured.cost_usd).toBeCloseTo(stats().billedUsd, 9);
    expect(measured.output_tokens).toBeCloseTo(stats().completionTokens / 20, 0);
    // The truth, then.
    const all = await run([file, '--base-url', url, '--json', '--quiet', '--cache', 'off']);
    const billed = JSON.parse(all.stderr).tokens;
    expect(Math.abs(tokens.output - billed.completion)).toBeLessThan(0.15 * billed.completion);
    expect(tokens.output_error).toBeGreaterThan(0);
    expect(Math.abs(tokens.input - billed.prompt)).toBeLessThan(0.1 * billed.prompt);
  });

  it.concurrent('should say that it does not know a price', async () => {
    const { code, stdout } = await run(['estimate', '-', '--model', 'gpt-x', '--json'], { input: 'a\n' });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      model: 'gpt-x',
      cost_usd: { now: null, off_peak: null, at_most: null },
      sample: null,
    });
  });

  it.concurrent('should end as a run does when a sample cannot be asked', async (context) => {
    const { url } = await simulator(context, { keys: ['sk-right-0000'] });
    const wrong = await run(['estimate', '-', '--sample', '1', '--base-url', url], { input: 'a\n' });
    expect([wrong.code, wrong.stdout]).toEqual([5, '']);
    const none = await run(['estimate', '-', '--sample', '1'], { input: 'a\n' });
    expect([none.code, none.stdout]).toEqual([2, '']);
    expect(none.stderr).toContain('no API key');
    const missing = await run(['estimate', 'nowhere.txt']);
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('there is no such file')]);
  });
});
