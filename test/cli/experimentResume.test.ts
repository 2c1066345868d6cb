import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, type TestContext } from 'vitest';
import { readingServer } from '../helpers/readingServer.js';
import { realCli, rowsOf } from './cli.js';

const { run, start, folder } = realCli();
const read = (name: string) => readFileSync(join(folder, name), 'utf8');
const write = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return name;
};
const PROMPTS = 40;
const prompts = Array.from({ length: PROMPTS }, (_, n) =>
  JSON.stringify({ id: `p${n}`, prompt: `Number ${n}.` }),
);
const ARMS = 'arms:\n  plain: {}\n  terse: { system: Be brief. }\n';
const files = (name: string) => [
  'experiment',
  write(`${name}.jsonl`, prompts.join('\n')),
  '--arms',
  write(`${name}.yaml`, ARMS),
  '--trials',
  `${name}.trials`,
  '--json',
];

/** Stops an experiment by `signal` when a model has given `most` answers; what was left, and how to go on. */
async function stopped(
  test: TestContext,
  name: string,
  most: number,
  signal: NodeJS.Signals,
  ...flags: readonly string[]
) {
  const model = await readingServer(test, { answer: () => 'An answer.', most });
  const words = [...files(name), '--base-url', model.url, '--concurrency', '4', ...flags];
  const running = start(words);
  await model.isFull;
  if (signal !== 'SIGKILL') {
    running.process.kill(signal);
    await running.said(/to finish|under way/);
  } else running.process.kill(signal);
  model.release();
  return { model, words, ended: await running.ended, asked: () => model.questions.length };
}

describe('rxprompt experiment, gone on with', () => {
  it.concurrent.for([
    ['hash', PROMPTS, []],
    ['paired', 2 * PROMPTS, ['--paired']],
    ['bandit', PROMPTS, ['--bandit']],
  ] as const)(
    'should ask for what is missing after kill -9, and know the rest: %s',
    async ([way, all, flags], test) => {
      const { model, words } = await stopped(test, way, 20, 'SIGKILL', ...flags);
      const left = rowsOf(read(`${way}.trials.part`).replace(/\n[^\n]*$/, '\n')).length;
      expect(left).toBeGreaterThan(0);
      const before = model.questions.length;
      const { code, stdout, stderr } = await run(words);
      expect([code, existsSync(join(folder, `${way}.trials.part`))]).toEqual([0, false]);
      expect(stderr).toMatch(new RegExp(`resumed +${left} rows`));
      expect(model.questions.length - before).toBe(all - left);
      const rows = rowsOf(read(`${way}.trials`));
      expect(new Set(rows.map(({ seq, arm }) => `${seq} ${way === 'paired' ? arm : ''}`)).size).toBe(all);
      expect(rows).toHaveLength(all);
      const { arms } = JSON.parse(stdout);
      expect(arms[0].prompts + arms[1].prompts).toBe(all);

      // The same again asks nothing, and tells the same.
      const again = await run(words);
      expect([again.code, model.questions.length - before]).toEqual([0, all - left]);
      expect(JSON.parse(again.stdout)).toEqual({ ...JSON.parse(stdout), cost_usd: 0 });
    },
  );

  it.concurrent('should finish what is under way at Ctrl-C, keep it, and say how to go on', async (test) => {
    const { ended, asked } = await stopped(test, 'ctrl', 12, 'SIGINT');
    expect(ended.code).toBe(130);
    expect(ended.stderr).toMatch(/to go on: .*experiment ctrl\.jsonl/);
    // What was asked for is paid for, and written down.
    expect(rowsOf(read('ctrl.trials.part'))).toHaveLength(asked());
    expect(JSON.parse(ended.stdout).arms[0].prompts).toBeGreaterThan(0);
  });

  it.concurrent('should refuse trials of other arms, another score, other prompts, and a file of something else', async (test) => {
    const model = await readingServer(test, { answer: () => 'An answer.' });
    const words = [...files('same'), '--base-url', model.url];
    expect((await run(words)).code).toBe(0);
    const asked = model.questions.length;
    const refused = async (flags: readonly string[], message: RegExp) => {
      const { code, stderr } = await run([...words, ...flags]);
      expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
    };
    await refused(['--judge', 'short'], /same\.trials has rows of a run in which score/);
    write('same.yaml', ARMS.replace('brief', 'long'));
    await refused([], /rows of a run in which arms/);
    // Unless it is to start over.
    expect((await run([...words, '--fresh'])).code).toBe(0);
    expect(model.questions.length).toBe(2 * asked);
    write('same.jsonl', prompts.join('\n').replace('Number 3.', 'Number 33.'));
    await refused([], /prompt p3 \(seq 3\) is not the one that its row was written for/);
    const retried = await run(['retry', 'same.trials', '--base-url', model.url]);
    expect([retried.code, retried.stderr]).toEqual([
      2,
      expect.stringContaining('holds trials of rxprompt experiment'),
    ]);
    write('mine.txt', 'dear to me');
    await refused(['--trials', 'mine.txt'], /mine\.txt exists/);
    expect([read('mine.txt'), model.questions.length]).toEqual(['dear to me', 2 * asked]);
  }, 90_000);

  it.concurrent('should stop at a winner without losing what was under way, and go on when asked to', async (test) => {
    const long = Array.from({ length: 400 }, (_, n) =>
      JSON.stringify({ id: `p${n}`, prompt: `Number ${n}.` }),
    );
    const model = await readingServer(test, {
      answer: (_, question) => (question.length % 2 ? 'yes' : 'no'),
    });
    write(
      'win.mjs',
      'export const range = [0, 1];\nexport default (_, { name }) => Number(name === "terse");\n',
    );
    const words = [
      ...files('win'),
      '--base-url',
      model.url,
      '--scorer',
      'win.mjs',
      '--paired',
      '--concurrency',
      '4',
    ];
    write('win.jsonl', long.join('\n'));
    const early = await run([...words, '--stop-early']);
    const { winner, arms } = JSON.parse(early.stdout);
    expect([early.code, winner]).toEqual([0, 'terse']);
    const asked = model.questions.length;
    expect(arms[0].prompts + arms[1].prompts).toBe(asked);
    expect(asked).toBeLessThan(400);
    expect((await run([...words, '--stop-early'])).code).toBe(0);
    expect(model.questions.length).toBe(asked);
    expect((await run(words)).code).toBe(0);
    expect(model.questions.length).toBe(800);
  });
});
