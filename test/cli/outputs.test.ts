import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../src/simulator/startSimulator.js';
import { realCli, rowsOf } from './cli.js';

const { run, start, folder } = realCli();
const path = (name: string) => join(folder, name);
const read = (name: string) => readFileSync(path(name), 'utf8');
const lines = (count: number) => Array.from({ length: count }, (_, n) => `Tell me of ${n}\n`).join('');
const upTo = (count: number) => Array.from({ length: count }, (_, seq) => seq);

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ faults: { firstTokenMs: 10, firstTokenSigma: 1.5 } });
});
afterAll(() => simulator.close());
const args = (...more: string[]) => [
  '--base-url',
  simulator.url,
  '--cache',
  'off',
  '--concurrency',
  '8',
  ...more,
];
const kill = async (words: readonly string[], output: string, rows: number) => {
  const running = start(words);
  while (!existsSync(path(output)) || read(output).split('\n').length <= rows)
    await new Promise((turn) => setImmediate(turn));
  running.process.kill('SIGKILL');
  await running.ended;
};

describe('rxprompt run --ordered', () => {
  it.concurrent('should put rows in the order of the input, whatever stopped it in between', async () => {
    writeFileSync(path('some.txt'), lines(200));
    const words = ['some.txt', ...args('-o', 'some.jsonl', '--ordered')];
    await kill(words, 'some.jsonl.part', 40);
    expect((await run(words)).code).toBe(0);
    expect(rowsOf(read('some.jsonl')).map(({ seq }) => seq)).toEqual(upTo(200));
  });

  it.concurrent('should put right what was written without it', async () => {
    const input = lines(80);
    expect((await run(args('-o', 'late.jsonl'), { input })).code).toBe(0);
    const before = rowsOf(read('late.jsonl')).map(({ seq }) => seq);
    expect(before).not.toEqual(upTo(80));
    expect((await run(args('-o', 'late.jsonl', '--ordered'), { input })).code).toBe(0);
    expect(rowsOf(read('late.jsonl')).map(({ seq }) => seq)).toEqual(upTo(80));
  });

  it.concurrent('should keep the order on stdout too, texts as well', async () => {
    const { stdout } = await run(args('--ordered'), { input: lines(80) });
    expect(rowsOf(stdout).map(({ seq }) => seq)).toEqual(upTo(80));
    const texts = rowsOf(stdout).map(({ text }) => `${text}\n`);
    const text = await run(args('--ordered', '--output-format', 'text'), { input: lines(80) });
    expect(text.stdout).toBe(texts.join(''));
  });
});

describe('rxprompt run --errors', () => {
  const input = Array.from({ length: 60 }, (_, n) => (n % 3 === 0 ? '{"q":1}' : `{"prompt":"of ${n}"}`)).join(
    '\n',
  );

  it.concurrent('should keep failures apart, and go on with both files', async () => {
    writeFileSync(path('bad.jsonl'), input);
    const words = [
      'bad.jsonl',
      ...args('-o', 'good.jsonl', '--errors', 'wrong.jsonl', '--ordered', '--durable'),
    ];
    await kill(words, 'good.jsonl.part', 8);
    expect(existsSync(path('wrong.jsonl'))).toBe(false);
    expect((await run(words)).code).toBe(3);
    expect(rowsOf(read('good.jsonl')).map(({ seq }) => seq)).toEqual(upTo(60).filter((n) => n % 3 !== 0));
    expect(rowsOf(read('wrong.jsonl')).map(({ seq }) => seq)).toEqual(upTo(60).filter((n) => n % 3 === 0));
    const again = await run(words);
    expect(again.stderr).toContain(
      'good.jsonl is finished: every prompt of bad.jsonl has its row (60, 20 of them failed)',
    );
    expect(again.code).toBe(3);
    const without = await run(['bad.jsonl', ...args('-o', 'good.jsonl')]);
    expect(without.stderr).toContain('the file of failures was "wrong.jsonl" and is not set now');
    expect(without.code).toBe(2);
  });

  it.concurrent('should be there, empty, when nothing has failed; and never replace what is not its own', async () => {
    writeFileSync(path('notes.txt'), 'mine\n');
    expect((await run(args('-o', 'fine.jsonl', '--errors', 'none.jsonl'), { input: 'a\n' })).code).toBe(0);
    expect(read('none.jsonl')).toBe('');
    for (const output of [['-o', 'other.jsonl'], ['-o', 'fine.jsonl'], []]) {
      const { code, stderr } = await run(args(...output, '--errors', 'notes.txt'), { input: 'a\n' });
      expect(stderr).toMatch(/notes\.txt exists: |the file of failures was "none\.jsonl"/);
      expect(code).toBe(2);
    }
    expect(read('notes.txt')).toBe('mine\n');
  });

  it.concurrent('should stand beside stdout', async () => {
    const { code, stdout } = await run(args('--errors', 'aside.jsonl'), { input });
    expect(rowsOf(stdout).every(({ status }) => status === 'ok')).toBe(true);
    expect(rowsOf(read('aside.jsonl'))).toHaveLength(20);
    expect(code).toBe(3);
  });
});

describe('batch lines', () => {
  const input = Array.from(
    { length: 60 },
    (_, n) =>
      `${JSON.stringify({ custom_id: `r-${n}`, method: 'POST', url: '/v1/chat/completions', body: { model: n % 7 ? 'deepseek-flash' : 'unheard-of', messages: [{ role: 'user', content: `Of ${n}` }] } })}\n`,
  ).join('');

  it.concurrent('should come back as batch lines, and be gone on with', async () => {
    writeFileSync(path('batch.jsonl'), input);
    const words = ['batch.jsonl', ...args('-o', 'batch-out.jsonl')];
    await kill(words, 'batch-out.jsonl.part', 10);
    expect((await run(words)).code).toBe(3);
    const rows = rowsOf(read('batch-out.jsonl'));
    expect(rows.map(({ custom_id }) => custom_id).sort()).toEqual(
      upTo(60)
        .map((n) => `r-${n}`)
        .sort(),
    );
    for (const { custom_id, response, error, meta } of rows) {
      const known = Number(custom_id.slice(2)) % 7 !== 0;
      expect([response.status_code, error, meta.status]).toEqual([
        known ? 200 : 400,
        null,
        known ? 'ok' : 'error',
      ]);
      if (known) expect(response.body.choices[0].message.content).not.toBe('');
      else expect(response.body.error.message).toBeDefined();
    }
    const flat = await run([...words, '--output-format', 'flat']);
    expect(flat.stderr).toContain('the output format was "batch" and is "flat" now');
    expect(flat.code).toBe(2);
  });

  it.concurrent('should be told from the first line on stdout too, and give way to --output-format', async () => {
    const one = input.slice(0, input.indexOf('\n', 300) + 1);
    const batch = await run(args(), { input: one });
    expect(rowsOf(batch.stdout)[0]).toHaveProperty('custom_id');
    const flat = await run(args('--output-format', 'flat'), { input: one });
    expect(rowsOf(flat.stdout)[0]).toHaveProperty('seq');
    const asked = await run(args('--output-format', 'batch'), { input: 'a\n' });
    expect(rowsOf(asked.stdout)[0]).toMatchObject({ custom_id: 'line-1', meta: { seq: 0 } });
  });
});
