import { spawnSync } from 'node:child_process';
import { chmodSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../src/simulator/startSimulator.js';
import { realCli, rowsOf } from './cli.js';

const { run, start, folder, main } = realCli();
const path = (name: string) => join(folder, name);
let simulator: Simulator;
let local: string[];
beforeAll(async () => {
  simulator = await startSimulator();
  local = ['--base-url', simulator.url];
});
afterAll(() => simulator.close());

/** Rows of a run over `input`, in the order of the input, and how it ended. */
async function answers(input: string | Buffer, ...flags: string[]) {
  const { code, stdout, stderr } = await run([...flags, ...local], { input });
  return { code, stderr, rows: rowsOf(stdout).sort((a, b) => a.seq - b.seq) };
}

describe('rxprompt run, given odd input', () => {
  it.concurrent.each(['', '\n\n', '\uFEFF'])('should say so when there is none: %j', async (input) => {
    const { code, rows, stderr } = await answers(input);
    expect([code, rows]).toEqual([0, []]);
    expect(stderr).toContain('stdin holds no prompts');
  });

  it.concurrent('should read a byte order mark, CRLF and a last line without an end', async () => {
    const texts = await answers('\uFEFFone\r\ntwo\r\nthree', '--dry-run');
    expect(texts.stderr).toMatch(/prompts +3\n/);
    const { code, rows } = await answers('\uFEFF{"prompt":"one","id":"a"}\r\n{"prompt":"two","id":"b"}');
    expect(rows.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(code).toBe(0);
  });

  it.concurrent('should make a row of each bad line and go on: JSON, fields, UTF-8', async () => {
    const lines = [
      '{"prompt":"fine"}',
      '{"prompt":',
      '{"answer":1}',
      '{"prompt":"\xff\xfe"}',
      '{"prompt":"too"}',
    ];
    const { code, rows, stderr } = await answers(Buffer.from(lines.join('\n'), 'latin1'));
    expect(rows.map(({ status, error }) => error?.code ?? status)).toEqual([
      'ok',
      'bad_input',
      'bad_input',
      'bad_input',
      'ok',
    ]);
    expect(rows[1].error.message).toMatch(/^line 2 is not JSON/);
    expect(rows[3].error.message).toMatch(/^line 4 is not valid UTF-8/);
    expect(stderr).toContain('2 ok, 3 failed (bad_input 3)');
    expect(code).toBe(3);
  });

  it.concurrent('should refuse a line of 50 MB, on flat memory, and answer those around it', async () => {
    const file = openSync(path('long.txt'), 'w');
    writeSync(file, 'before\n');
    for (let n = 0; n < 50; n++) writeSync(file, 'x'.repeat(1_000_000));
    writeSync(file, '\nafter\n');
    const { code, stdout } = await run(['long.txt', ...local]);
    const rows = rowsOf(stdout).sort((a, b) => a.seq - b.seq);
    expect(rows.map(({ status }) => status)).toEqual(['ok', 'error', 'ok']);
    expect(rows[1].error.message).toMatch(/^line 2 is longer than/);
    expect(code).toBe(3);
  });

  it.concurrent('should end with 1 and the reason when JSON is spread over lines', async () => {
    const { code, stderr } = await answers('[\n  {"prompt": "a"}\n]\n');
    expect(stderr).toMatch(/one JSON value to a line/);
    expect(code).toBe(1);
  });

  it.concurrent('should make rows of a host that cannot be reached', async () => {
    const args = ['--base-url', 'http://127.0.0.1:1', '--max-retries', '0'];
    const { code, stdout } = await run(args, { input: 'Hello\n' });
    expect(rowsOf(stdout)[0].error).toMatchObject({ code: 'connection_refused', retryable: true });
    expect(code).toBe(3);
    const nobody = await run(['--base-url', 'http://nobody.localhost.invalid', '--max-retries', '0'], {
      input: 'Hello\n',
      env: { OPENAI_API_KEY: 'sk-test-0000' },
    });
    expect(nobody.stdout + nobody.stderr).toMatch(/https:\/\/|not found|no such host|ENOTFOUND/);
  });
});

describe('rxprompt run, given an odd output', () => {
  it.concurrent('should end quietly when the reader of the help goes away', async () => {
    const { process, ended } = start(['simulate', '--help']);
    process.stdout.destroy();

    expect(await ended).toMatchObject({ code: 141, stderr: '' });
  });

  it.concurrent('should end quietly with 141 when the reader of stdout goes away', async () => {
    const running = start(local);
    running.process.stdin.end(Array.from({ length: 3_000 }, (_, n) => `Tell me of ${n}\n`).join(''));
    running.process.stdout.once('data', () => running.process.stdout.destroy());
    const { code, stderr } = await running.ended;
    expect(stderr).toBe(
      `rxprompt: deepseek-flash at ${new URL(simulator.url).host} (no key), as many at once as it carries\n`,
    );
    expect(code).toBe(141);
  });

  it.concurrent('should not mind when the reader of stderr goes away', async () => {
    const running = start(local);
    running.process.stderr.destroy();
    running.process.stdin.end('Hello\n');
    const { code, stdout } = await running.ended;
    expect(rowsOf(stdout)).toHaveLength(1);
    expect(code).toBe(0);
  });

  it.concurrent('should end with 1 and the reason when the disk is full', async () => {
    const { code, stderr } = await run(['-o', '/dev/full', ...local], { input: 'Hello\n' });
    expect(stderr).toContain('cannot write /dev/full: the disk is full');
    expect(code).toBe(1);
  });

  it.concurrent('should say so when there is no room for the summary', async () => {
    const { code, stderr } = await run(['--summary', '/dev/full', ...local], { input: 'Hello\n' });
    expect(stderr).toContain('cannot write --summary /dev/full: the disk is full');
    expect(code).toBe(1);
  });

  it.concurrent('should take a device that exists', async () => {
    expect((await run(['-o', '/dev/null', ...local], { input: 'Hello\n' })).code).toBe(0);
  });

  const isRoot = process.getuid?.() === 0;
  it.skipIf(!isRoot)('should refuse files that it may not touch (needs root, to be somebody else)', () => {
    chmodSync(folder, 0o755);
    for (const name of ['mine.txt', 'kept.jsonl']) writeFileSync(path(name), '', { mode: 0o600 });
    writeFileSync(path('open.txt'), 'Hello\n', { mode: 0o644 });
    const asNobody = (...args: string[]) =>
      spawnSync(process.execPath, [main, ...args, ...local], { cwd: folder, uid: 65_534, encoding: 'utf8' });
    // Only where others may read the build at all.
    if (asNobody('--version').status !== 0) return;
    for (const args of [['mine.txt'], ['open.txt', '-o', 'kept.jsonl'], ['open.txt', '-o', 'new.jsonl']]) {
      const { status, stderr } = asNobody(...args);
      expect(stderr).toMatch(/cannot (read|write) .*: permission denied/);
      expect(status).toBe(2);
    }
    expect(readFileSync(path('kept.jsonl'), 'utf8')).toBe('');
  });
});
