import { appendFileSync, existsSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../src/simulator/startSimulator.js';
import { realCli, rowsOf } from './cli.js';

const { run, start, folder } = realCli();
const path = (name: string) => join(folder, name);
const read = (name: string) => readFileSync(path(name), 'utf8');
const lines = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, n) => `Tell me of ${from + n}\n`).join('');
const seqs = (name: string) =>
  rowsOf(read(name))
    .map(({ seq }) => seq)
    .sort((a, b) => a - b);
const upTo = (count: number) => Array.from({ length: count }, (_, seq) => seq);

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ faults: { firstTokenMs: 5 } });
});
afterAll(() => simulator.close());
const own = (output: string, ...more: string[]) => [
  ...['-o', output, '--cache', 'off', '--concurrency', '4', ...more],
];
const args = (output: string, ...more: string[]) => own(output, '--base-url', simulator.url, ...more);

/** Kills a run once it has written so many rows. */
async function killed(output: string, words: readonly string[], input?: string) {
  const running = start(words);
  if (input !== undefined) running.process.stdin.write(input);
  const there = () =>
    existsSync(path(`${output}.part`)) ? rowsOf(withoutTail(read(`${output}.part`))).length : 0;
  while (there() < 20) await new Promise((turn) => setImmediate(turn));
  running.process.kill('SIGKILL');
  await running.ended;
  return there();
}

const withoutTail = (text: string) => text.slice(0, text.lastIndexOf('\n') + 1);

describe('rxprompt run, once more', () => {
  it.concurrent('should go on after kill -9 where it stopped, with each row once, and cut a torn one', async ({
    onTestFinished,
  }) => {
    writeFileSync(path('some.txt'), lines(0, 300));
    const alone = await startSimulator({ faults: { firstTokenMs: 5 } });
    onTestFinished(() => alone.close());
    const words = ['some.txt', ...own('some.jsonl', '--base-url', alone.url)];
    const rows = await killed('some.jsonl', words);
    expect(existsSync(path('some.jsonl'))).toBe(false);
    appendFileSync(path('some.jsonl.part'), '{"seq":299,"id":"line-300","status":"ok","te');
    const { code, stderr } = await run(words);
    expect(stderr).toMatch(/resumed +\d+ rows had been written before/);
    expect(code).toBe(0);
    expect(seqs('some.jsonl')).toEqual(upTo(300));
    expect(existsSync(path('some.jsonl.part'))).toBe(false);
    // At most the calls that were under way are made twice.
    expect(alone.stats().requests).toBeLessThanOrEqual(300 + 2 * 4 + 16);
    expect(rows).toBeGreaterThanOrEqual(20);
    const again = await run(words);
    expect(again.stderr).toContain('some.jsonl is finished: every prompt of some.txt has its row (300)');
    expect([again.code, again.stdout]).toEqual([0, '']);
    expect(seqs('some.jsonl')).toEqual(upTo(300));
  });

  it.concurrent('should go on when the same lines come through a pipe again, and take those that were added', async () => {
    const words = args('piped.jsonl');
    await killed('piped.jsonl', words, lines(0, 100));
    const { code } = await run(words, { input: lines(0, 120) });
    expect(code).toBe(0);
    expect(seqs('piped.jsonl')).toEqual(upTo(120));
    const more = await run(words, { input: lines(0, 130) });
    expect(more.code).toBe(0);
    expect(seqs('piped.jsonl')).toEqual(upTo(130));
  });

  it.concurrent('should read compressed input, and go on with it', async () => {
    writeFileSync(path('packed.gz'), gzipSync(lines(0, 60)));
    const words = ['packed.gz', ...args('packed.jsonl')];
    await killed('packed.jsonl', words);
    expect((await run(words)).code).toBe(0);
    expect(seqs('packed.jsonl')).toEqual(upTo(60));
  });

  it.concurrent('should refuse a prompt that has changed, and an input that has become shorter; rows stay', async () => {
    writeFileSync(path('changed.txt'), lines(0, 8));
    const words = ['changed.txt', ...args('changed.jsonl')];
    expect((await run(words)).code).toBe(0);
    const rows = read('changed.jsonl');
    writeFileSync(path('changed.txt'), lines(0, 8).replace('of 5', 'of fife'));
    const changed = await run(words);
    expect(changed.stderr).toMatch(
      /line-6 \(seq 5\) is not the one that its row was written for in .*changed\.jsonl: .* --fresh/,
    );
    expect(changed.code).toBe(2);
    truncateSync(path('changed.txt'), lines(0, 3).length);
    const shorter = await run(words);
    expect(shorter.stderr).toMatch(
      /changed\.txt ends after 3 prompts, but .* a later one \(seq 7\): .* --fresh/,
    );
    expect(shorter.code).toBe(2);
    expect(read('changed.jsonl')).toBe(rows);
    const other = await run([...words, '--model', 'deepseek-v4-pro']);
    expect(other.stderr).toMatch(/model was "deepseek-flash" and is "deepseek-v4-pro" now/);
    expect(other.code).toBe(2);
    const fresh = await run([...words, '--fresh', '--model', 'deepseek-v4-pro']);
    expect(fresh.code).toBe(0);
    expect(seqs('changed.jsonl')).toEqual(upTo(3));
  });

  it.concurrent('should let limits, routes and --limit change', async () => {
    writeFileSync(path('more.txt'), lines(0, 9));
    expect((await run(['more.txt', ...args('more.jsonl', '--limit', '4')])).code).toBe(0);
    expect(seqs('more.jsonl')).toEqual(upTo(4));
    const words = ['more.txt', ...args('more.jsonl', '--rpm', '60000', '--max-retries', '1', '--stream')];
    expect((await run([...words, '--base-url', 'http://127.0.0.1:1'])).code).toBe(0);
    expect(seqs('more.jsonl')).toEqual(upTo(9));
    expect((await run(['more.txt', ...args('more.jsonl', '--limit', '2')])).code).toBe(0);
    expect(seqs('more.jsonl')).toEqual(upTo(9));
  });

  it.concurrent('should count the failures of before: 3 stays 3', async () => {
    const words = ['mixed.jsonl', ...args('mixed-out.jsonl')];
    writeFileSync(path('mixed.jsonl'), '{"prompt":"a"}\n{"question":"b"}\n');
    expect((await run(words)).code).toBe(3);
    const again = await run(words);
    expect(again.stderr).toContain('has its row (2, 1 of them failed)');
    expect(again.code).toBe(3);
    appendFileSync(path('mixed.jsonl'), '{"prompt":"c"}\n');
    const more = await run(words);
    expect(more.stderr).toMatch(/resumed +2 rows had been written before, 1 of them failed/);
    expect(more.code).toBe(3);
  });

  it.concurrent('should refuse to write what another process writes', async () => {
    const words = args('twice.jsonl');
    const first = start(words);
    await first.said(/at once/);
    first.process.stdin.write('Hello\n');
    while (!existsSync(path('twice.jsonl.part')) || read('twice.jsonl.part') === '')
      await new Promise((turn) => setImmediate(turn));
    const second = await run(words, { input: 'Hello\n' });
    expect(second.stderr).toContain(
      `twice.jsonl is being written by another run (process ${first.process.pid})`,
    );
    expect(second.code).toBe(2);
    first.process.stdin.end('Bye\n');
    expect((await first.ended).code).toBe(0);
    expect(seqs('twice.jsonl')).toEqual([0, 1]);
  });

  it.concurrent('should write the file that a link stands for', async () => {
    writeFileSync(path('real.jsonl'), '');
    symlinkSync('real.jsonl', path('link.jsonl'));
    expect((await run(args('link.jsonl'), { input: lines(0, 2) })).code).toBe(0);
    expect(seqs('real.jsonl')).toEqual([0, 1]);
    expect(seqs('link.jsonl')).toEqual([0, 1]);
  });

  it.concurrent('should print the command to go on with, fit for a shell', async () => {
    writeFileSync(path("it's.txt"), lines(0, 5_000));
    const words = ["it's.txt", ...args('go on.jsonl', '--fresh', '--system', 'Say "no"')];
    const running = start(words);
    while (!existsSync(path('go on.jsonl.part')) || read('go on.jsonl.part') === '')
      await new Promise((turn) => setImmediate(turn));
    running.process.kill('SIGTERM');
    const { code, stderr } = await running.ended;
    expect(code).toBe(143);
    const commands = [...stderr.matchAll(/to go on(?: later)?: (.*)/g)].map(([, command]) => command);
    expect(commands).toHaveLength(2);
    expect(commands[0]).toBe(commands[1]);
    expect(commands[0]).toContain(`'it'\\''s.txt' -o 'go on.jsonl'`);
    expect(commands[0]).toContain(`--system 'Say "no"'`);
    expect(commands[0]).not.toContain('--fresh');
  });
});
