import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../src/simulator/startSimulator.js';
import { realCli, rowsOf } from './cli.js';

const { run, folder } = realCli();
const path = (name: string) => join(folder, name);
const MANY = Array.from({ length: 500 }, (_, n) => `Question ${n}\n`).join('');

/** One, on a machine with time to spare; never more than were on their way at the first refusal. */
const AT_ONCE = 32;

let server: Simulator;
beforeAll(async () => {
  server = await startSimulator();
  writeFileSync(path('many.txt'), MANY);
});
afterAll(() => server.close());

describe('a run whose account is refused', () => {
  it.concurrent('should end with 5 at the first refusal, and say which key it was', async ({
    onTestFinished,
  }) => {
    const simulator = await startSimulator({ keys: ['sk-right-0000'] });
    onTestFinished(() => simulator.close());
    const env = { OPENAI_API_KEY: 'sk-wrong-1111' };
    const args = ['many.txt', '--base-url', simulator.url, '--concurrency', `${AT_ONCE}`, '--quiet'];
    const { code, stdout, stderr } = await run(args, { env });
    expect(stderr).toMatch(
      /^rxprompt: stopped: no route has a working key or balance\. HTTP 401: .* \(check the API key\); the key is that of OPENAI_API_KEY\n$/,
    );
    expect([code, stdout]).toEqual([5, '']);
    expect(simulator.stats().requests).toBeLessThanOrEqual(AT_ONCE);
    const none = await run(args);
    expect(none.stderr).toContain('no key was given: set OPENAI_API_KEY, or name a file by --api-key-file');
    expect(none.code).toBe(5);
  });

  it.concurrent('should end with 5 where there is no balance, and show no empty figures', async ({
    onTestFinished,
  }) => {
    const simulator = await startSimulator({ faults: { insufficientBalance: true } });
    onTestFinished(() => simulator.close());
    const { code, stdout, stderr } = await run(['many.txt', '--base-url', simulator.url]);
    expect(stderr).toMatch(/HTTP 402: Insufficient Balance \(top up the account\)/);
    expect(stderr).not.toMatch(/^(rows|cost) /m);
    expect([code, stdout]).toEqual([5, '']);
    expect(simulator.stats().requests).toBeLessThanOrEqual(AT_ONCE);
  });

  it.concurrent('should go on at a route whose key works', async ({ onTestFinished }) => {
    const strict = await startSimulator({ keys: ['sk-right-0000'] });
    onTestFinished(() => strict.close());
    writeFileSync(
      path('two.yaml'),
      `routes: [{ baseUrl: "${strict.url}", key: $A }, { baseUrl: "${server.url}" }]\n`,
    );
    const env = { A: 'sk-wrong-1111' };
    const { code, stdout } = await run(['--config', 'two.yaml'], { env, input: 'a\nb\n' });
    expect(rowsOf(stdout).map(({ route }) => route)).toEqual(Array(2).fill(new URL(server.url).host));
    expect(code).toBe(0);
  });
});

describe('a run whose model no server has', () => {
  it.concurrent('should end with 2 before every prompt fails, and name the nearest', async ({
    onTestFinished,
  }) => {
    const simulator = await startSimulator();
    onTestFinished(() => simulator.close());
    const args = ['many.txt', '--base-url', simulator.url, '--model', 'deepseek-flsh'];
    const { code, stdout, stderr } = await run(args);
    expect(stderr).toMatch(
      /HTTP 400: .*you passed deepseek-flsh.*; did you mean deepseek-flash\? .*--model\n$/,
    );
    expect([code, stdout]).toEqual([2, '']);
    expect(simulator.stats().byPath['/chat/completions']?.[400]).toBeLessThanOrEqual(AT_ONCE);
  });

  it.concurrent('should make a row of it where a prompt names it itself', async () => {
    const input = '{"prompt":"a","params":{"model":"mine"}}\n{"prompt":"b"}\n';
    const { code, stdout } = await run(['--base-url', server.url], { input });
    const rows = rowsOf(stdout).sort((a, b) => a.seq - b.seq);
    expect(rows.map(({ status, error }) => error?.code ?? status)).toEqual(['model_not_found', 'ok']);
    expect(code).toBe(3);
  });
});

describe('a run whose disk is full', () => {
  const mount = (target: string) =>
    process.getuid?.() === 0 &&
    spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', target]).status === 0;

  it('should end with 1 and the remedy, and leave whole rows only (needs root, to mount a small disk)', async ({
    skip,
    onTestFinished,
  }) => {
    mkdirSync(path('small'));
    if (!mount(path('small'))) skip();
    onTestFinished(() => {
      spawnSync('umount', [path('small')]);
    });
    const local = ['many.txt', '--base-url', server.url];
    const full = /the disk is full; make room there, or name a file on another disk/;
    const rows = await run([...local, '-o', 'small/out.jsonl']);
    expect(rows.stderr).toMatch(/cannot write small\/out\.jsonl\.part: the disk is full/);
    expect(rows.stderr).toMatch(full);
    expect(rows.code).toBe(1);
    expect(statSync(path('small/out.jsonl.part')).size).toBeGreaterThan(0);
    const written = rowsOf(readFileSync(path('small/out.jsonl.part'), 'utf8'));
    expect(new Set(written.map(({ seq }) => seq)).size).toBe(written.length);

    const log = await run([...local, '--audit-log', 'small/audit.log']);
    expect(log.stderr).toMatch(/cannot write the audit log small\/audit\.log: /);
    expect(log.stderr).toMatch(full);
    expect(log.code).toBe(1);

    expect(() => writeFileSync(path('small/rest'), Buffer.alloc(20_000))).toThrow('ENOSPC');
    const summary = await run([...local, '--limit', '3', '--summary', 'small/sum.json']);
    expect(summary.stderr).toMatch(/cannot write --summary small\/sum\.json: the disk is full; make room/);
    expect(summary.code).toBe(1);
    expect(rowsOf(summary.stdout)).toHaveLength(3);
  });
});
