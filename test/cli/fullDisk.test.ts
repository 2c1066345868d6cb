import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../src/simulator/startSimulator.js';
import { realCli, rowsOf } from './cli.js';

const { run, main, folder } = realCli();
const path = (name: string) => join(folder, name);
const read = (name: string) => readFileSync(path(name), 'utf8');
const upTo = (count: number) => Array.from({ length: count }, (_, seq) => seq);

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.close());

/** Runs where no file may be larger than so many kilobytes: what a full disk is to a write, and needs no disk. */
function cramped(kilobytes: number, args: readonly string[]): Promise<{ code: unknown; stderr: string }> {
  const script = `trap '' XFSZ; ulimit -f ${kilobytes}; exec "$0" "$@"`;
  return new Promise((done) =>
    execFile('bash', ['-c', script, process.execPath, main, ...args], { cwd: folder }, (error, _, stderr) =>
      done({ code: error?.code ?? 0, stderr }),
    ),
  );
}

describe('rxprompt run, with no room for its rows', () => {
  it.each([
    ['rows', []],
    ['failures', ['--errors', 'wrong.jsonl']],
    ['rows in order, when they are put in order', ['--ordered']],
  ])('should leave whole rows, say how to go on, and go on: %s', async (what, flags) => {
    const output = `${what.slice(0, 8)}.jsonl`;
    const lines = upTo(400).map((n) =>
      flags[0] === '--errors' ? `{"q":"${'x'.repeat(200)}"}` : `{"prompt":"of ${n}"}`,
    );
    writeFileSync(path('prompts.jsonl'), lines.join('\n'));
    const args = ['prompts.jsonl', '-o', output, '--base-url', simulator.url, '--cache', 'off', ...flags];
    const full = await cramped(64, args);
    expect(full.stderr).toMatch(/cannot write .*\.jsonl(\.part)?: the file is as large as files may be here/);
    expect(full.stderr).toContain('to go on: ');
    expect(full.code).toBe(1);
    const parts = readdirSync(folder).filter((name) => name.endsWith('.part'));
    expect(parts.length).toBeGreaterThan(0);
    for (const part of parts) expect(read(part)).toMatch(/^$|\n$/);
    expect(readdirSync(folder).filter((name) => name.includes('.lock'))).toEqual([]);

    const { code } = await run(args);
    expect(code).toBe(flags[0] === '--errors' ? 3 : 0);
    const rows = rowsOf(read(flags[0] === '--errors' ? 'wrong.jsonl' : output));
    expect(rows.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(upTo(400));
  });

  it('should refuse a folder in which nothing can be made, before anything is sent', async () => {
    const asked = simulator.stats().requests;
    const args = ['prompts.jsonl', '-o', '/proc/rows.jsonl', '--base-url', simulator.url];
    const { code, stderr } = await run(args);
    expect(stderr).toMatch(/cannot write .*\/proc/);
    expect(code).toBeGreaterThan(0);
    expect(simulator.stats().requests).toBe(asked);
  });
});
