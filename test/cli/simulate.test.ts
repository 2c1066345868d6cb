import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { request } from 'undici';
import { describe, expect, it } from 'vitest';
import { startSimulator } from '../../src/simulator/startSimulator.js';
import { realCli } from './cli.js';

const { start, run, folder } = realCli();

const ask = (url: string, prompt: string) =>
  request(`${url}/v1/nlp`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk-hidden', 'content-type': 'application/json' },
    body: JSON.stringify({ prompt }),
  }).then(({ body }) => body.dump());

describe('rxprompt simulate', () => {
  it.each(['log.jsonl', '-'])('should write what it saw to %s, and tell what it billed', async (log) => {
    const flags = ['--port', '0', '--log', log, '--start-at', '2026-11-24T09:00:00+08:00'];
    const simulator = start(['simulate', ...flags]);
    const [, url] = await simulator.said(/is at (http:\S+)/);
    await ask(url!, 'Why?');
    await ask(url!, 'Why?');
    simulator.process.kill('SIGTERM');
    const { code, stdout, stderr } = await simulator.ended;
    const text = log === '-' ? stdout : readFileSync(join(folder, log), 'utf8');
    const lines = text.trimEnd().split('\n');
    const records = lines.map((line) => JSON.parse(line));

    expect(code).toBe(143);
    expect(records).toMatchObject([
      { number: 1, times: 1, peak: true, status: 200 },
      { number: 2, times: 2 },
    ]);
    expect(text).not.toContain('hidden');
    const billed = records[0].usd + records[1].usd;
    expect(stderr).toContain(`billed    $${billed.toFixed(6)}`);
    expect(stderr).toContain('1 different ones, 1 asked again');
  });

  it('should answer as its flags say', async () => {
    const simulator = start([
      'simulate',
      '--port',
      '0',
      '--prompt-without-json',
      'blank',
      '--answer-tokens',
      '3',
    ]);
    const [, url] = await simulator.said(/is at (http:\S+)/);
    const { body } = await request(`${url}/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer k', 'content-type': 'application/json' },
      body: JSON.stringify({
        model: 'deepseek-flash',
        messages: [{ role: 'user', content: 'Why?' }],
        thinking: { type: 'disabled' },
        response_format: { type: 'json_object' },
        max_tokens: 4,
      }),
    });
    const seen = (await body.json()) as { choices: { message: { content: string } }[] };
    simulator.process.kill('SIGTERM');
    await simulator.ended;

    expect(seen.choices[0]?.message.content).toBe('\n\n\n\n');
  });

  it('should bill what the run says that it costs: repeats, cache hits, thoughts', async () => {
    const simulator = await startSimulator();
    const long = 'All work and no play makes a dull boy. '.repeat(40);
    const prompts = [long, `${long}Why?`, 'Why?', 'Why not?', long].map((prompt) =>
      JSON.stringify({ prompt }),
    );
    const flags = ['--base-url', simulator.url, '--thinking', 'on', '--cache', 'off', '--concurrency', '1'];
    const { code, stdout } = await run(flags, { input: prompts.join('\n') });
    const { billedUsd, cacheHitTokens, completionTokens, prompts: seen } = simulator.stats();
    await simulator.close();
    const rows = stdout.trimEnd().split('\n');
    const read = rows.map((row) => JSON.parse(row) as { cost_usd: number; usage: Record<string, number> });
    const sum = (of: (row: (typeof read)[number]) => number) =>
      read.reduce((total, row) => total + of(row), 0);

    expect(code).toBe(0);
    expect(sum((row) => row.cost_usd)).toBeCloseTo(billedUsd, 12);
    expect(sum(({ usage }) => usage.prompt_cache_hit_tokens!)).toBe(cacheHitTokens);
    expect(sum(({ usage }) => usage.completion_tokens!)).toBe(completionTokens);
    expect(cacheHitTokens).toBeGreaterThan(128);
    expect(seen.repeats).toBe(1);
  });

  it('should refuse at once a log that cannot be opened, and what is no time', async () => {
    const log = await run(['simulate', '--log', 'none/log.jsonl']);
    const time = await run(['simulate', '--start-at', 'noon']);

    expect([log.code, time.code]).toEqual([2, 2]);
    expect(log.stderr).toContain('--log none/log.jsonl cannot be written: there is no such file');
    expect(time.stderr).toContain('Expected a time with its zone, such as 2026-11-24T09:00:00+08:00.');
  });
});
