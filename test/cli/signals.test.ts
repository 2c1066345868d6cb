import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../src/simulator/startSimulator.js';
import { until } from '../helpers/until.js';
import { realCli, rowsOf } from './cli.js';

const { start, run, folder } = realCli();
const endless = Array.from({ length: 20_000 }, (_, n) => `Tell me of ${n}\n`).join('');
let slow: Simulator;
let hanging: Simulator;
beforeAll(async () => {
  slow = await startSimulator({ faults: { firstTokenMs: 300 } });
  hanging = await startSimulator({ faults: { stallBeforeAnswerRate: 1 } });
});
afterAll(async () => {
  await slow.close();
  await hanging.close();
});

/** A run that has begun to ask. */
function begin(simulator: Simulator, output: string, ...flags: string[]) {
  const running = start(['-o', output, '--concurrency', '8', '--base-url', simulator.url, ...flags]);
  running.process.stdin.end(endless);
  const asking = until(() => simulator.stats().inFlight >= 8, 10);
  return { ...running, asking, rows: () => rowsOf(readFileSync(join(folder, `${output}.part`), 'utf8')) };
}

describe('rxprompt run, told to stop', () => {
  it('should drain what is in flight after Ctrl-C, and end with 130', async () => {
    const { process: child, asking, said, ended, rows } = begin(slow, 'drained.jsonl');
    await asking;
    child.kill('SIGINT');
    // npm sends it a second time, at once; that is no second press.
    child.kill('SIGINT');
    const [, count] = await said(/stopping: (\d+) calls are under way .*Ctrl-C again aborts/);
    const { code, stderr } = await ended;
    expect(stderr).toContain('stopped: every prompt that was sent has its row');
    expect(stderr).toMatch(/rows +\d+: \d+ ok, 0 failed/);
    // The first prompt goes ahead of the others: its row may be there by then.
    expect(rows().length).toBeGreaterThanOrEqual(Number(count));
    expect(rows().length).toBe(slow.stats().requests);
    // What waited for its turn was let go of.
    expect(rows().length).toBeLessThanOrEqual(8 + 8);
    expect(slow.stats().cancelledByClient).toBe(0);
    expect(code).toBe(130);
  });

  it('should leave the output unfinished when the input had been read to its end', async () => {
    writeFileSync(join(folder, 'short.txt'), endless.split('\n').slice(0, 20).join('\n'));
    const words = ['short.txt', '-o', 'short.jsonl', '--concurrency', '2', '--base-url', slow.url];
    const before = slow.stats().requests;
    const { process: child, said, ended } = start(words);
    await until(() => slow.stats().requests - before >= 3, 10);
    child.kill('SIGINT');
    await said(/stopping: \d calls? (is|are) under way/);
    const { code, stderr } = await ended;
    expect([code, stderr]).toEqual([130, expect.stringContaining('rxprompt: to go on: ')]);
    expect(rowsOf(readFileSync(join(folder, 'short.jsonl.part'), 'utf8')).length).toBeLessThan(20);
    expect((await run(words)).code).toBe(0);
    const seqs = rowsOf(readFileSync(join(folder, 'short.jsonl'), 'utf8')).map(({ seq }) => seq);
    expect(seqs.toSorted((a, b) => Number(a) - Number(b))).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect(slow.stats().requests - before).toBe(20);
  });

  it('should abort after a second Ctrl-C', async () => {
    const { process: child, asking, said, ended, rows } = begin(hanging, 'aborted.jsonl');
    await asking;
    child.kill('SIGINT');
    await said(/stopping/);
    await sleep(250);
    child.kill('SIGINT');
    const { code, stderr } = await ended;
    expect(stderr).toMatch(/aborted: \d+ prompts have no row/);
    expect(rows()).toEqual([]);
    expect(code).toBe(130);
  });

  it('should drain for --drain-timeout after SIGTERM, then abort, and end with 143', async () => {
    const { process: child, asking, said, ended } = begin(hanging, 'ended.jsonl', '--drain-timeout', '300ms');
    await asking;
    child.kill('SIGTERM');
    await said(/at most 0\.3 s/);
    const { code, stderr } = await ended;
    expect(stderr).toContain('aborted');
    expect(code).toBe(143);
  });

  it('should end with 143 when all was drained in time', async () => {
    const { process: child, asking, ended, rows } = begin(slow, 'timely.jsonl');
    await asking;
    child.kill('SIGTERM');
    expect((await ended).code).toBe(143);
    expect(rows().length).toBeGreaterThanOrEqual(8);
  });
});

describe('rxprompt simulate', () => {
  it('should serve until Ctrl-C, with the faults that were asked for, and tell what it served', async () => {
    const flags = ['--port', '0', '--seed', '7', '--status503-rate', '1', '--retry-after-seconds', '0'];
    const simulator = start(['simulate', ...flags]);
    const [, url] = await simulator.said(/API is at (\S+)\n/);
    await simulator.said(/rxprompt prompts\.txt --base-url http[\s\S]*Ctrl-C ends it/);
    const asked = await run(['--base-url', url as string, '--max-retries', '1'], { input: 'Hello\n' });
    expect(asked.stdout).toContain('"code":"overloaded"');
    expect(asked.code).toBe(3);
    simulator.process.kill('SIGINT');
    const { code, stdout, stderr } = await simulator.ended;
    expect(stderr).toContain('with {"retryAfterSeconds":0,"status503Rate":1}');
    expect(stderr).toMatch(/requests +2,[\s\S]*answers +503: 2/);
    expect([code, stdout]).toEqual([130, '']);
  });

  it('should refuse a port that is taken, and faults that are too many', async () => {
    const taken = await run(['simulate', '--port', `${slow.port}`]);
    expect(taken.stderr).toContain(`--port ${slow.port} is taken`);
    expect(taken.code).toBe(2);
    const many = await run(['simulate', '--port', '0', '--status429-rate', '0.6', '--status503-rate', '0.6']);
    expect(many.stderr).toMatch(/rates/);
    expect(many.code).toBe(2);
  });
});

describe('rxprompt demo', () => {
  it('should show everything within ten seconds, without a key, and replace what it wrote before', async () => {
    mkdirSync(join(folder, 'demo-out'));
    writeFileSync(join(folder, 'demo-out/answers.jsonl'), 'older\n');
    const startedAt = performance.now();
    const { code, stdout, stderr } = await run(['demo']);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect([code, stdout]).toEqual([0, '']);
    for (const text of [
      'failovers',
      'asked before',
      '[PHONE]',
      'DEEPSEEK_API_KEY',
      'Every prompt has its row',
    ]) {
      expect(stderr).toContain(text);
    }
    const rows = rowsOf(readFileSync(join(folder, 'demo-out/answers.jsonl'), 'utf8'));
    expect(rows).toHaveLength(100);
    expect(new Set(rows.map(({ seq }) => seq)).size).toBe(100);
    expect(rows.filter(({ cached }) => cached !== null)).toHaveLength(28);
    expect(new Set(rows.map(({ route }) => route))).toEqual(new Set(['east', 'west']));
    const again = await run(['demo-out/demo-prompts.jsonl', '--dry-run', '--base-url', 'http://127.0.0.1:1']);
    expect(again.stderr).toMatch(/prompts +100, 10 of them with personal data/);
  });

  it('should end at Ctrl-C', async () => {
    const demo = start(['demo', '-o', 'stopped/rows.jsonl']);
    await demo.said(/1 s: /);
    demo.process.kill('SIGINT');
    const [code] = await once(demo.process, 'close');
    expect(code).toBe(130);
  });
});
