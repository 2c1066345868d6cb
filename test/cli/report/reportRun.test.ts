import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startSimulator } from '../../../src/simulator/startSimulator.js';
import { realCli } from '../cli.js';
import { failedRow, okRow } from './rows.js';

const { run, folder } = realCli();
const write = (name: string, ...rows: readonly string[]) => writeFileSync(join(folder, name), rows.join(''));
const report = async (...args: readonly string[]) => {
  const { code, stdout, stderr } = await run(['report', ...args, '--json']);
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout);
};

describe('rxprompt report', () => {
  it('should count rows, failures with an example, tokens, money and time', async () => {
    write(
      'all.jsonl',
      okRow(),
      okRow({ model: 'deepseek-v4-pro', route: 'eu', cost_usd: 0.002, latency_ms: 1500, attempts: 2 }),
      okRow({ cost_usd: null, ttft_ms: 80, redactions: { email: 2, phone: 1 } }),
      okRow({ cached: 'memory', cost_usd: 0, attempts: 0 }),
      failedRow('rate_limited'),
      failedRow('rate_limited', { id: 'another' }),
      failedRow('timeout'),
    );
    const found = await report('all.jsonl');
    expect(found).toMatchObject({
      files: ['all.jsonl'],
      finished: true,
      rows: { total: 7, ok: 4, failed: 3, reused: 1, altered: 1 },
      bad_lines: 0,
      reused: { memory: 1 },
      redactions: { email: 2, phone: 1 },
      attempts: 1 + 2 + 1 + 15,
      answers: 3,
      // A row that reused an answer paid for nothing.
      tokens: {
        prompt: 300,
        prompt_cache_hit: 75,
        prompt_cache_miss: 225,
        completion: 30,
        reasoning: 12,
      },
      cost_usd: 0.003,
      unknown_cost: 1,
      cache_share: { rows: { memory: 0.25 }, provider_tokens: 0.25 },
      latency_ms: { p50: expect.closeTo(500, -1), p90: 1500, max: 1500 },
      ttft_ms: { p50: 80 },
      over_time: null,
    });
    expect(Object.entries(found.failures)).toEqual([
      [
        'rate_limited',
        { rows: 2, example: { id: 'prompt-1', message: 'It was rate_limited.', http_status: 429 } },
      ],
      ['timeout', { rows: 1, example: { id: 'prompt-1', message: 'It was timeout.', http_status: 429 } }],
    ]);
    expect(found.routes).toMatchObject({
      'api.deepseek.com': { answers: 2, cost_usd: 0.001, unknown_cost: 1 },
      eu: { answers: 1, cost_usd: 0.002, latency_ms: { max: 1500 } },
    });
    expect(Object.keys(found.models)).toEqual(['deepseek-flash', 'deepseek-v4-pro']);
  });

  it('should say it in words, on stdout', async () => {
    write('words.jsonl', okRow(), failedRow('timeout', { id: 'evil\u001b[2J\nid' }));
    const { code, stdout } = await run(['report', 'words.jsonl']);
    expect(code).toBe(0);
    expect(stdout).toContain('rows      2: 1 ok, 1 failed');
    expect(stdout).toContain('timeout 1, such as evil [2J id: It was timeout.');
    expect(stdout).toContain('cost      $0.00100');
    expect(stdout).toContain('25.0 % cached by the server');
    expect(stdout).not.toContain('\u001b');
  });

  it('should read the rows of an unfinished run, but not its torn end', async () => {
    write('going.jsonl.part', okRow(), okRow(), okRow().slice(0, 100));
    expect(await report('going.jsonl')).toMatchObject({
      files: ['going.jsonl.part'],
      finished: false,
      rows: { total: 2 },
      bad_lines: 0,
    });
  });

  it('should find failures that were kept apart, and how fast it went, through the record of the run', async () => {
    const pace = [{ started_at: '2026-11-24T00:00:00.000Z', interval_s: 30, rows: [2, 1], failed: [0, 1] }];
    write('apart.jsonl', okRow());
    write('apart.errors.jsonl', failedRow('timeout'));
    write('apart.jsonl.run.json', JSON.stringify({ version: 1, errors: 'apart.errors.jsonl', pace }));
    expect(await report('apart.jsonl')).toMatchObject({
      files: ['apart.jsonl', 'apart.errors.jsonl'],
      rows: { ok: 1, failed: 1 },
      over_time: pace,
    });
    const { stdout } = await run(['report', 'apart.jsonl']);
    expect(stdout).toMatch(/over time █▅ at most 4 rows a minute/);
  });

  it('should read lines of a batch', async () => {
    const usage = {
      prompt_tokens: 50,
      completion_tokens: 7,
      prompt_tokens_details: { cached_tokens: 10 },
      completion_tokens_details: { reasoning_tokens: 3 },
    };
    const response = { status_code: 200, request_id: 'r', body: { model: 'deepseek-flash', usage } };
    const lines = [
      {
        id: 'b1',
        custom_id: 'one',
        response,
        error: null,
        meta: { route: 'eu', cost_usd: 0.5, latency_ms: 9 },
      },
      { id: 'b2', custom_id: 'two', response: null, error: { code: 'timeout', message: 'Late.' } },
      {
        id: 'b3',
        custom_id: 'three',
        response: { status_code: 400, body: { error: { message: 'No.', type: 'invalid' } } },
        error: null,
      },
    ];
    write('batch.jsonl', ...lines.map((line) => `${JSON.stringify(line)}\n`));
    expect(await report('batch.jsonl')).toMatchObject({
      rows: { ok: 1, failed: 2 },
      tokens: { prompt: 50, prompt_cache_hit: 10, prompt_cache_miss: 40, completion: 7, reasoning: 3 },
      cost_usd: 0.5,
      routes: { eu: { answers: 1 } },
      models: { 'deepseek-flash': { answers: 1 } },
      failures: {
        timeout: { rows: 1, example: { id: 'two', message: 'Late.' } },
        invalid: { rows: 1, example: { id: 'three', message: 'No.', http_status: 400 } },
      },
    });
  });

  it('should count lines that are no rows, and refuse a file that has no others', async () => {
    write('some.jsonl', okRow(), 'not JSON\n', '{"seq":1}\n', '[]\n', 'torn');
    expect(await report('some.jsonl')).toMatchObject({ rows: { total: 1 }, bad_lines: 4 });
    write('texts.txt', 'An answer\n');
    const texts = await run(['report', 'texts.txt']);
    expect(texts.code).toBe(2);
    expect(texts.stderr).toContain('texts.txt holds no rows');
    const none = await run(['report', 'nowhere.jsonl']);
    expect(none.code).toBe(2);
    expect(none.stderr).toContain('there is no such file, nor nowhere.jsonl.part');
  });

  it('should not write its page over the rows', async () => {
    write('kept.jsonl', okRow());
    const { code, stderr } = await run(['report', 'kept.jsonl', '--html', './kept.jsonl']);
    expect(code).toBe(2);
    expect(stderr).toContain('holds the rows');
    expect((await report('kept.jsonl')).rows.total).toBe(1);
  });

  it.each(['flat', 'batch'])(
    'should agree with the summary of the run itself, in %s rows',
    async (format) => {
      const simulator = await startSimulator({ faults: { status429Rate: 0.1, retryAfterSeconds: 0 } });
      const input = Array.from({ length: 60 }, (_, n) => `Tell me of ${n % 40}\n`).join('');
      const flags = ['-o', `run-${format}.jsonl`, '--output-format', format, '--base-url', simulator.url];
      const { stderr } = await run([...flags, '--json', '--max-retries', '20'], { input });
      await simulator.close();
      const summary = JSON.parse(stderr.trim().split('\n').at(-1) as string);
      const { rows, tokens, cost_usd, reused, over_time, routes } = await report(`run-${format}.jsonl`);
      expect(summary.rows).toMatchObject(rows);
      expect({ tokens, cost_usd, reused }).toEqual({
        tokens: summary.tokens,
        cost_usd: expect.closeTo(summary.cost_usd, 10),
        reused: summary.reused,
      });
      expect(Object.keys(routes)).toEqual(Object.keys(summary.routes));
      expect(over_time).toMatchObject([{ interval_s: 1 }]);
      expect(over_time[0].rows.reduce((sum: number, count: number) => sum + count)).toBe(60);
    },
  );
});
