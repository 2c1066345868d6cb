import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Simulator, startSimulator } from '../../src/simulator/startSimulator.js';
import { hasRedis, NO_REDIS, redisServer } from '../helpers/redisServer.js';
import { realCli, rowsOf } from './cli.js';

const { run, start, folder } = realCli();
const path = (name: string) => join(folder, name);
const read = (name: string) => readFileSync(path(name), 'utf8');

let quick: Simulator;
let slow: Simulator;
let broken: Simulator;
beforeAll(async () => {
  quick = await startSimulator();
  slow = await startSimulator({ faults: { firstTokenMs: 400 } });
  broken = await startSimulator({ keys: ['sk-right-0000'] });
});
afterAll(async () => {
  for (const simulator of [quick, slow, broken]) await simulator.close();
});
const at = ({ url }: Simulator) => ['--base-url', url];

describe('rxprompt run', () => {
  it.concurrent('should write one row for each prompt to stdout, and everything else to stderr', async () => {
    const input = 'What is RxJS?\nWrite to ann@example.com\n\nWhat is RxJS?\n';
    const { code, stdout, stderr } = await run(at(quick), { input });
    const rows = rowsOf(stdout).sort((a, b) => a.seq - b.seq);
    expect(rows.map(({ id, status }) => `${id} ${status}`)).toEqual(['line-1 ok', 'line-2 ok', 'line-4 ok']);
    expect(rows[1].redactions).toEqual({ email: 1 });
    expect(rows[2].text).toBe(rows[0].text);
    expect(rows.filter(({ cached }) => cached !== null)).toHaveLength(1);
    expect(stderr).toContain(`deepseek-flash at ${new URL(quick.url).host} (no key)`);
    expect(stderr).toMatch(/rows +3: 3 ok, 0 failed/);
    expect(stderr).toContain('1 row reused an answer (--cache off');
    expect(stderr).toContain('1 row lost personal data before being sent (--sanitize none');
    expect(code).toBe(0);
  });

  it.concurrent('should ask for everything anew and send it as it is, when told to', async () => {
    const input = 'Is ann@example.com right?\nIs ann@example.com right?\n';
    const args = ['--cache', 'off', '--sanitize', 'none', '--quiet', '--json'];
    const { code, stdout, stderr } = await run([...args, ...at(quick)], { input });
    expect(rowsOf(stdout).map(({ cached, redactions }) => [cached, redactions])).toEqual([
      [null, {}],
      [null, {}],
    ]);
    const summary = JSON.parse(stderr);
    expect(summary.rows).toMatchObject({ total: 2, reused: 0, altered: 0 });
    expect(summary.attempts.sent).toBe(2);
    expect(code).toBe(0);
  });

  it.concurrent('should write answers, summary and audit log to files, and each row once', async () => {
    writeFileSync(path('in.jsonl'), '{"prompt":"a","id":"x","colour":"red"}\n{"text":"b"}\n');
    const args = ['in.jsonl', '-o', 'out.jsonl', '--summary', 'sum.json', '--audit-log', 'audit.log'];
    args.push('--audit-meta', 'colour', '--audit-meta', 'job=nightly=1');
    const first = await run([...args, ...at(quick)]);
    expect([first.code, first.stdout]).toEqual([0, '']);
    const [row] = rowsOf(read('out.jsonl')).filter(({ id }) => id === 'x');
    expect(row.input).toEqual({ colour: 'red' });
    expect(JSON.parse(read('sum.json')).rows).toMatchObject({ total: 2, ok: 2 });
    expect(rowsOf(read('audit.log')).map(({ metadata }) => metadata)).toEqual(
      expect.arrayContaining([{ job: 'nightly=1', colour: 'red' }, { job: 'nightly=1' }]),
    );
    const again = await run([...args, ...at(quick)]);
    expect(again.stderr).toContain('out.jsonl is finished: every prompt of in.jsonl has its row (2)');
    expect(again.code).toBe(0);
    expect(rowsOf(read('audit.log'))).toHaveLength(2);
    expect((await run([...args, '--fresh', ...at(quick)])).code).toBe(0);
    expect(rowsOf(read('out.jsonl'))).toHaveLength(2);
    expect(rowsOf(read('audit.log'))).toHaveLength(4);
  });

  it.concurrent('should stream, send the parameters, and write texts only', async () => {
    const params = [
      '--thinking',
      'off',
      '--max-tokens',
      '5',
      '--system',
      'Be brief.',
      '--temperature',
      '0.5',
    ];
    const streamed = await run(['--stream', ...params, ...at(quick)], { input: 'Hello\n' });
    const [row] = rowsOf(streamed.stdout);
    expect(row).toMatchObject({ reasoning: null, finish_reason: 'length' });
    expect(row.ttft_ms).toBeGreaterThan(0);
    const text = await run(['--output-format', 'text', ...params, ...at(quick)], { input: 'Hello\n' });
    expect(text.stdout).toBe(`${row.text}\n`);
  });

  it.concurrent('should speak the plain form', async () => {
    const args = ['--codec', 'prompt', '--base-url', `${quick.url}/v1/nlp`, '--reply-field', 'summary'];
    const { code, stdout } = await run(args, { input: 'Hello\n' });
    expect(rowsOf(stdout)[0].text).not.toBe('');
    expect(code).toBe(0);
  });

  it.concurrent('should go on at the next base URL when the first is down', async () => {
    const args = ['--base-url', 'http://127.0.0.1:1', ...at(quick)];
    const { code, stdout, stderr } = await run(args, { input: 'a\nb\n' });
    expect(rowsOf(stdout).map(({ route }) => route)).toEqual(Array(2).fill(new URL(quick.url).host));
    expect(stderr).toContain(`127.0.0.1:1, then ${new URL(quick.url).host}`);
    expect(stderr).toContain('2 failovers');
    expect(code).toBe(0);
  });

  it.concurrent('should keep --rpm', async () => {
    const args = ['--rpm', '60', '--limiter', 'sliding-window', '--limit', '2', '--summary', 'rpm.json'];
    const { code } = await run([...args, ...at(quick)], { input: 'a\nb\nc\n' });
    expect(code).toBe(0);
    expect(JSON.parse(read('rpm.json')).attempts.sent).toBe(2);
    const paced = await run(['--rpm', '120', ...at(quick)], { input: 'a\nb\nc\nd\n' });
    expect(paced.stderr).toMatch(/in (1\.[0-9]|2\.[0-9]) s/);
  });

  it.concurrent('should answer a typed line before the end of the input', async () => {
    const { process: child, ended } = start(['-', ...at(quick)]);
    child.stdin.write('Hello\n');
    const [row] = await once(child.stdout, 'data');
    expect(JSON.parse(row).id).toBe('line-1');
    child.stdin.end();
    expect((await ended).code).toBe(0);
  });

  it.concurrent('should serve metrics while it runs', async () => {
    const running = start(['--metrics-port', '0', '--metrics-prefix', 'llm', ...at(quick)]);
    const [, url] = await running.said(/metrics at (\S+)\n/);
    running.process.stdin.write('Hello\n');
    await once(running.process.stdout, 'data');
    const text = await (await fetch(url as string)).text();
    expect(text).toMatch(/^llm_requests_total\{[^}]*outcome="ok"[^}]*\} 1/m);
    expect(text).toContain('rxprompt_concurrency_limit 4');
    running.process.stdin.end();
    expect((await running.ended).code).toBe(0);
  });

  it.skipIf(!hasRedis)(
    `should share answers through Redis, but not between servers (${NO_REDIS})`,
    async () => {
      const redis = await redisServer();
      onTestFinished(() => redis.kill());
      const args = (simulator: Simulator) => ['--redis', redis.url, ...at(simulator)];
      const tierOf = async (simulator: Simulator) =>
        rowsOf((await run(args(simulator), { input: 'Shared?\n' })).stdout)[0].cached;
      expect(await tierOf(quick)).toBe(null);
      expect(await tierOf(quick)).toBe('redis');
      expect(await tierOf(slow)).toBe(null);
      await redis.kill();
      const { code, stderr } = await run(args(quick), { input: 'Shared?\n' });
      expect(stderr).toMatch(/Redis: .*; the run goes on without it/);
      expect(code).toBe(0);
    },
  );
});

describe('keys of a run', () => {
  const right = 'sk-right-0000';
  it.concurrent.each([
    ['--api-key-file', ['--api-key-file', 'right.key'], {}],
    ['DEEPSEEK_API_KEY', [], { DEEPSEEK_API_KEY: right, OPENAI_API_KEY: 'sk-wrong-1111' }],
    ['OPENAI_API_KEY', [], { OPENAI_API_KEY: right }],
    ['DEEPSEEK_API_KEY', ['--env-file', 'right.env'], { DEEPSEEK_API_KEY: '' }],
  ] as const)('should be found: %s with %j', async (source, args, env) => {
    writeFileSync(path('right.key'), `\uFEFF${right}\r\n`);
    writeFileSync(path('right.env'), `DEEPSEEK_API_KEY=${right}\n`);
    const { code, stdout, stderr } = await run([...args, ...at(broken)], { input: 'Hello\n', env });
    expect(stderr).toContain(`(${source})`);
    expect(code).toBe(0);
    expect(stdout + stderr).not.toContain('sk-');
  });

  it.concurrent('should go to OPENAI_BASE_URL unless there is a key for DeepSeek', async () => {
    const env = { OPENAI_API_KEY: right, OPENAI_BASE_URL: `${broken.url}/v1` };
    const { code, stderr } = await run([], { input: 'Hello\n', env });
    expect(stderr).toContain(`at ${new URL(broken.url).host} (OPENAI_API_KEY)`);
    expect(code).toBe(0);
    const both = await run(['--dry-run'], { env: { ...env, DEEPSEEK_API_KEY: right } });
    expect(both.stderr).toContain('at api.deepseek.com (DEEPSEEK_API_KEY)');
    expect(both.stderr).toContain('OPENAI_BASE_URL is not used');
  });

  it.concurrent('should end the run with 5 when none of them works', async () => {
    const env = { DEEPSEEK_API_KEY: 'sk-wrong-1111' };
    const args = ['-o', 'unpaid.jsonl', ...at(broken)];
    const { code, stderr } = await run(args, { input: 'a\nb\n', env });
    expect(stderr).toMatch(/no route has a working key or balance\. .*check the API key/);
    expect(stderr).not.toContain('sk-wrong');
    expect(code).toBe(5);
    // Nothing was written for prompts that were not tried; the next try goes on.
    expect(read('unpaid.jsonl.part')).toBe('');
    expect((await run(args, { input: 'a\nb\n', env: { DEEPSEEK_API_KEY: right } })).code).toBe(0);
    expect(rowsOf(read('unpaid.jsonl'))).toHaveLength(2);
  });
});

describe('what a run loads', () => {
  it.concurrent.each([
    [
      'the help',
      ['run', '--help'],
      ['commander'],
      ['rxjs', 'undici', 'ioredis', 'prom-client', 'pino', 'zod'],
    ],
    [
      'a run',
      ['--base-url', 'here'],
      ['commander', 'rxjs', 'undici'],
      ['ioredis', 'prom-client', 'pino', 'zod'],
    ],
  ] as const)('should be little: %s', async (_, args, needed, spared) => {
    const hook = path('loaded.cjs');
    const names = `Object.keys(require.cache).map((p) => /node_modules.([^/\\\\]+)/.exec(p)?.[1])`;
    writeFileSync(hook, `process.on('exit', () => console.error('loaded', ...new Set(${names})));`);
    const env = { NODE_OPTIONS: `--require ${hook}` };
    const { stderr } = await run(
      args.map((arg) => (arg === 'here' ? quick.url : arg)),
      { input: 'Hello\n', env },
    );
    const loaded = /^loaded (.*)$/m.exec(stderr)?.[1]?.split(' ');
    expect(loaded).toEqual(expect.arrayContaining([...needed]));
    for (const name of spared) expect(loaded).not.toContain(name);
  });
});
