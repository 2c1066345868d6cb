import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, type TestContext } from 'vitest';
import { startSimulator } from '../../src/simulator/startSimulator.js';
import { realCli, rowsOf } from './cli.js';

const { run, start, folder } = realCli();
const path = (name: string) => join(folder, name);
const read = (name: string) => readFileSync(path(name), 'utf8');
const lines = (count: number) => Array.from({ length: count }, (_, n) => `Tell me of ${n}\n`).join('');
const upTo = (count: number) => Array.from({ length: count }, (_, seq) => seq);
const seqs = (name: string) =>
  rowsOf(read(name))
    .map(({ seq }) => seq)
    .sort((a, b) => a - b);
const failed = (name: string) => rowsOf(read(name)).filter(({ status }) => status === 'error');

/** A server that fails half of what it is asked, and the flags to ask it. */
async function server(
  { onTestFinished }: TestContext,
  faults: object = { status503Rate: 0.3, status500Rate: 0.2 },
) {
  const simulator = await startSimulator({ faults: { ...faults } });
  onTestFinished(() => simulator.close());
  const args = (...more: string[]) => [
    '--base-url',
    simulator.url,
    '--max-retries',
    '0',
    '--cache',
    'off',
    ...more,
  ];
  return { ...simulator, args };
}

describe('rxprompt retry', () => {
  it.concurrent('should ask again for failed rows alone, by code and status, and put the new rows in their place', async (test) => {
    const { args, setFaults, stats } = await server(test);
    writeFileSync(path('some.txt'), lines(100));
    expect((await run(['some.txt', ...args('-o', 'some.jsonl', '--system', 'Be brief.')])).code).toBe(3);
    const before = failed('some.jsonl');
    const refused = before.filter(({ error }) => error.http_status === 503);
    expect(refused.length).toBeGreaterThan(5);
    expect(refused.length).toBeLessThan(before.length);
    const none = await run(['retry', 'some.jsonl', '--code', 'unheard_of']);
    expect(none.stderr).toContain(
      `nothing to retry in some.jsonl: none of the ${before.length} failed rows is meant`,
    );
    expect(none.code).toBe(3);

    setFaults({ status503Rate: 0, status500Rate: 0 });
    const asked = stats().requests;
    const first = await run(['retry', 'some.jsonl', '--http-status', '503']);
    expect(first.stderr).toContain(`asking again for ${refused.length} failed rows`);
    expect(first.code).toBe(3);
    expect(stats().requests - asked).toBe(refused.length);
    expect(seqs('some.jsonl')).toEqual(upTo(100));
    expect(failed('some.jsonl')).toHaveLength(before.length - refused.length);

    const rest = await run([
      'retry',
      'some.jsonl',
      '--code',
      before.find((row) => row.error.http_status === 500).error.code,
    ]);
    expect(rest.code).toBe(0);
    expect(failed('some.jsonl')).toEqual([]);
    expect(seqs('some.jsonl')).toEqual(upTo(100));
    const nothing = await run(['retry', 'some.jsonl']);
    expect(nothing.stderr).toContain('nothing to retry in some.jsonl: no row failed');
    expect(nothing.code).toBe(0);
    // For the run itself nothing has changed: it is finished.
    const again = await run(['some.txt', ...args('-o', 'some.jsonl', '--system', 'Be brief.')]);
    expect(again.stderr).toContain('some.jsonl is finished');
    expect(again.code).toBe(0);
  });

  it.concurrent('should keep all rows until the end, and go on when it was killed', async (test) => {
    const { args, setFaults } = await server(test, { status503Rate: 1 });
    writeFileSync(path('killed.txt'), lines(60));
    const flags = ['--errors', 'killed-errors.jsonl', '--ordered', '--concurrency', '4'];
    expect((await run(['killed.txt', ...args('-o', 'killed.jsonl', ...flags)])).code).toBe(3);
    expect(seqs('killed-errors.jsonl')).toEqual(upTo(60));
    setFaults({ status503Rate: 0, firstTokenMs: 20 });
    const running = start(['retry', 'killed.jsonl']);
    while (!existsSync(path('killed.jsonl.part')) || read('killed.jsonl.part').split('\n').length < 10)
      await new Promise((turn) => setImmediate(turn));
    running.process.kill('SIGKILL');
    await running.ended;
    expect([read('killed.jsonl'), seqs('killed-errors.jsonl')]).toEqual(['', upTo(60)]);
    const again = await run(['retry', 'killed.jsonl']);
    expect(again.stderr).toContain('going on with a retry that was stopped');
    expect(again.code).toBe(0);
    expect(rowsOf(read('killed.jsonl')).map(({ seq }) => seq)).toEqual(upTo(60));
    expect(read('killed-errors.jsonl')).toBe('');
  });

  it.concurrent('should take prompts from a pipe again, and from a file that was moved', async (test) => {
    const { args, setFaults } = await server(test, { status503Rate: 0.5 });
    expect((await run(args('-o', 'piped.jsonl'), { input: lines(40) })).code).toBe(3);
    const blind = await run(['retry', 'piped.jsonl']);
    expect(blind.stderr).toContain('--input FILE, or --input - for stdin');
    expect(blind.code).toBe(2);
    setFaults({ status503Rate: 0.5 });
    const half = await run(['retry', 'piped.jsonl', '--input', '-'], { input: lines(50) });
    expect(half.stderr).toMatch(/asking again for \d+ failed rows/);
    setFaults({ status503Rate: 0 });
    writeFileSync(path('elsewhere.txt'), lines(40));
    const moved = await run(['retry', 'piped.jsonl', '--input', 'elsewhere.txt']);
    expect(moved.code).toBe(0);
    expect([seqs('piped.jsonl'), failed('piped.jsonl')]).toEqual([upTo(40), []]);
    const other = await run(['retry', 'piped.jsonl', '--input', 'none.txt']);
    expect(other.code).toBe(2);
  });

  it.concurrent('should let another model answer, and take a line that was mended', async (test) => {
    const { args } = await server(test, {});
    writeFileSync(path('mend.jsonl'), '{"prompt":"a"}\n{"question":"b"}\n{"prompt":"c"}\n');
    expect((await run(['mend.jsonl', ...args('-o', 'mended.jsonl')])).code).toBe(3);
    writeFileSync(path('mend.jsonl'), '{"prompt":"a"}\n{"prompt":"b"}\n{"prompt":"c"}\n');
    const { code } = await run(['retry', 'mended.jsonl', '--model', 'deepseek-v4-pro']);
    expect(code).toBe(0);
    const models = Object.fromEntries(rowsOf(read('mended.jsonl')).map(({ seq, model }) => [seq, model]));
    expect(models).toEqual({ 0: 'deepseek-flash', 1: 'deepseek-v4-pro', 2: 'deepseek-flash' });
  });

  it.concurrent('should retry batch rows', async (test) => {
    const { args, setFaults } = await server(test, { status503Rate: 0.5 });
    const line = (n: number) =>
      JSON.stringify({ custom_id: `r${n}`, body: { messages: [{ role: 'user', content: `${n}` }] } });
    writeFileSync(path('batch.jsonl'), upTo(30).map(line).join('\n'));
    expect((await run(['batch.jsonl', ...args('-o', 'batched.jsonl')])).code).toBe(3);
    setFaults({ status503Rate: 0 });
    expect((await run(['retry', 'batched.jsonl', '--http-status', '503'])).code).toBe(0);
    const rows = rowsOf(read('batched.jsonl'));
    expect(rows.map(({ meta }) => meta.seq).sort((a, b) => a - b)).toEqual(upTo(30));
    expect(rows.every(({ response }) => response.status_code === 200)).toBe(true);
  });

  it.concurrent('should refuse what it cannot retry, and say why', async (test) => {
    const { args } = await server(test, { firstTokenMs: 20 });
    writeFileSync(path('stranger.jsonl'), '{}\n');
    const stranger = await run(['retry', 'stranger.jsonl']);
    expect(stranger.stderr).toContain('there is no stranger.jsonl.run.json');
    expect(stranger.code).toBe(2);
    expect((await run(['retry', 'stranger.jsonl', '--http-status', 'x'])).code).toBe(2);
    writeFileSync(path('half.txt'), lines(500));
    const running = start(['half.txt', ...args('-o', 'half.jsonl')]);
    while (!existsSync(path('half.jsonl.part')) || read('half.jsonl.part') === '')
      await new Promise((turn) => setImmediate(turn));
    running.process.kill('SIGKILL');
    await running.ended;
    const half = await run(['retry', 'half.jsonl']);
    expect(half.stderr).toContain('half.jsonl is not finished: go on with it first');
    expect(half.code).toBe(2);
    renameSync(path('half.jsonl.part'), path('half.jsonl'));
    expect((await run(['retry', 'half.jsonl'])).code).toBe(2);
  });
});
