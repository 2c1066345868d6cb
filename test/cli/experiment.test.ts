import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../src/simulator/startSimulator.js';
import { realCli, rowsOf } from './cli.js';

const { run, folder } = realCli();
const write = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return name;
};
let simulator: Simulator;
let local: string[];
beforeAll(async () => {
  simulator = await startSimulator({ answerTokens: 60, answerSigma: 0 });
  local = ['--base-url', simulator.url, '--concurrency', '16'];
  const lines = Array.from({ length: 120 }, (_, n) =>
    JSON.stringify({ id: `p${n}`, prompt: `On number ${n}.`, n }),
  );
  write('prompts.jsonl', lines.join('\n'));
  // An answer of the simulator that is cut at ten tokens is worth nothing.
  write(
    'arms.yaml',
    'arms:\n  cut: { params: { max_tokens: 10, thinking: { type: disabled } } }\n  balanced: { preset: balanced }\n',
  );
});
afterAll(() => simulator.close());

describe('rxprompt experiment', () => {
  it('should print a table, name the winner, write rows and a page, and say what is ignored', async () => {
    const flags = ['--arms', 'arms.yaml', '--trials', 'trials.jsonl', '--html', 'page.html'];
    const { code, stdout, stderr } = await run(['experiment', 'prompts.jsonl', ...flags, ...local]);
    expect([code, stderr]).toEqual([
      0,
      expect.stringContaining('arm balanced: deepseek-flash takes frequency_penalty'),
    ]);
    expect(stderr).toContain('arm balanced: deepseek-flash ignores top_p when it does not think');
    expect(stdout).toMatch(/^arm +prompts +failed +score/);
    expect(stdout).toMatch(/^cut +\d+ +0 +0\.000 /m);
    expect(stdout).toMatch(/^balanced +\d+ +0 +1\.000 .*\+1\.000/m);
    expect(stdout).toMatch(/^winner: balanced/m);
    const rows = rowsOf(readFileSync(join(folder, 'trials.jsonl'), 'utf8'));
    expect(rows).toHaveLength(120);
    expect(rows[0]).toMatchObject({
      arm: expect.any(String),
      score: expect.any(Number),
      status: 'ok',
      input: {},
    });
    expect(readFileSync(join(folder, 'page.html'), 'utf8')).toContain('Mean score as answers came in');
  });

  it('should compare pairs, stop at a winner, and tell it as JSON', async () => {
    const flags = ['--arms', 'arms.yaml', '--paired', '--stop-early', '--json', '--quiet'];
    const { code, stdout } = await run(['experiment', 'prompts.jsonl', ...flags, ...local]);
    const { winner, arms } = JSON.parse(stdout);
    expect([code, winner]).toEqual([0, 'balanced']);
    expect(arms[0].prompts + arms[1].prompts).toBeLessThan(240);
  });

  it.concurrent('should score by a function of the user, by a field, and by a judge', async () => {
    write('scorer.mjs', 'export default async (outcome, arm) => (arm.name === "cut" ? 0.25 : 0.5);');
    write(
      'few.jsonl',
      Array.from({ length: 8 }, (_, n) =>
        JSON.stringify({ id: n, prompt: `Number ${n}`, want: 'number' }),
      ).join('\n'),
    );
    const scores = async (...flags: string[]) => {
      const all = [
        'experiment',
        'few.jsonl',
        '--arms',
        'arms.yaml',
        '--paired',
        '--json',
        '--quiet',
        ...flags,
        ...local,
      ];
      return JSON.parse((await run(all)).stdout);
    };
    expect(
      (await scores('--scorer', 'scorer.mjs')).arms.map(({ score }: { score: number }) => score),
    ).toEqual([0.25, 0.5]);
    const expected = await scores('--expect', 'want');
    expect(expected.arms[0].score).toBeGreaterThanOrEqual(0);
    expect(expected.winner).toBeUndefined();
    const before = simulator.stats().requests;
    const judged = await scores('--judge', 'short and kind');
    expect(simulator.stats().requests).toBeGreaterThanOrEqual(before + 32);
    expect(judged.score).toContain('as the judge');
    // The simulator gives no marks; what has none is told.
    expect(judged.unscored).toBeGreaterThan(0);
  });

  it.concurrent('should learn as a bandit, and say that its intervals are rough', async () => {
    const { stdout, stderr } = await run([
      'experiment',
      'prompts.jsonl',
      '--arms',
      'arms.yaml',
      '--bandit',
      '--json',
      ...local,
    ]);
    const [cut, balanced] = JSON.parse(stdout).arms;
    expect(balanced.prompts).toBeGreaterThan(cut.prompts);
    expect(stderr).toContain('intervals are rough');
  });

  it('should judge under the limit of the answers', async () => {
    const narrow = await startSimulator({ faults: { firstTokenMs: 20, maxInFlight: 2 } });
    try {
      write('two.jsonl', '{"id":"a","prompt":"One"}\n{"id":"b","prompt":"Two"}\n{"id":"c","prompt":"Three"}');
      const flags = ['--arms', 'arms.yaml', '--paired', '--judge', 'short', '--json', '--max-retries', '0'];
      const { code } = await run([
        'experiment',
        'two.jsonl',
        ...flags,
        '--base-url',
        narrow.url,
        '--concurrency',
        '2',
      ]);
      const { requests, peakInFlight } = narrow.stats();
      expect([code, requests, peakInFlight]).toEqual([0, 12, 2]);
    } finally {
      await narrow.close();
    }
  });

  it.concurrent('should tell who is held out, and what paired arms and bandits do not heed', async () => {
    write('held.yaml', 'arms:\n  a: { weight: 2 }\n  b: { params: { top_p: 0.5 } }\nholdout: 0.5\nsalt: x\n');
    const args = ['experiment', 'prompts.jsonl', '--arms', 'held.yaml', ...local];
    const { stdout } = await run(args);
    const held = Number(/^held out: (\d+)/m.exec(stdout)?.[1]);
    expect(held).toBeGreaterThan(30);
    const counts = [...stdout.matchAll(/^[ab] +(\d+)/gm)].map(([, count]) => Number(count));
    expect(held + (counts[0] ?? 0) + (counts[1] ?? 0)).toBe(120);
    const { stderr } = await run([...args, '--paired', '--limit', '2']);
    for (const name of ['weight', 'holdout', 'salt'])
      expect(stderr).toContain(`${name} of held.yaml does nothing: --paired asks each prompt by every arm`);
  });

  it.concurrent.each([
    ['true', /p\d+: expected a score to be a number, or null, got true/],
    ['"0.5"', /expected a score to be a number, or null, got "0.5"/],
    ['Promise.resolve(NaN)', /expected a score to be a number, or null, got NaN/],
    ['11', /expected a score to be from 0 to 10, got 11/],
  ])('should refuse a scorer that says %s', async (said, message) => {
    const file = `says${said.length}.mjs`;
    write(file, `export const range = [0, 10];\nexport default () => ${said};\n`);
    const args = ['experiment', 'prompts.jsonl', '--arms', 'arms.yaml', '--scorer', file, ...local];
    const { code, stderr } = await run(args);
    expect([code, stderr]).toEqual([1, expect.stringMatching(message)]);
  });

  it.concurrent.each([
    [[], /--arms FILE says which arms there are/],
    [['--arms', 'none.yaml'], /cannot read --arms none.yaml/],
    [['--arms', 'one.yaml'], /--arms one.yaml: expected at least two arms/],
    [['--arms', 'slip.yaml'], /did you mean params/],
    [['--arms', 'preset.yaml'], /arms.b.preset: there is no "balance"; did you mean "balanced"/],
    [['--arms', 'arms.yaml', '--paired', '--bandit'], /--paired and --bandit contradict each other/],
    [['--arms', 'arms.yaml', '--judge', 'x', '--expect', 'y'], /give one of them/],
    [['--arms', 'arms.yaml', '--scorer', 'nowhere.mjs'], /cannot load --scorer nowhere.mjs/],
    [
      ['--arms', 'arms.yaml', '--scorer', 'range.mjs'],
      /expected its range to be the lowest and the highest score/,
    ],
    [['--arms', 'arms.yaml', '--expect', 'm'], /--expect m: the row p0 has no such field; did you mean "n"/],
    [['--arms', 'arms.yaml', '--fresh'], /--fresh does nothing without --trials/],
    [['--arms', 'arms.yaml', '--trials', '-'], /stdout is for the table/],
    [['--arms', 'arms.yaml', '--trials', 'prompts.jsonl'], /--trials prompts.jsonl is the input/],
    [['--arms', 'arms.yaml', '--trials', 'x', '--html', 'x'], /--html x is the output/],
    [['--arms', 'arms.yaml', '--html', 'no/where.html'], /there is no folder no/],
  ])('should refuse %j', async (flags, message) => {
    write('range.mjs', 'export const range = [1, 0];\nexport default () => 1;\n');
    write('one.yaml', 'arms:\n  a: {}\n');
    write('slip.yaml', 'arms:\n  a: {}\n  b: { parms: {} }\n');
    write('preset.yaml', 'arms:\n  a: {}\n  b: { preset: balance }\n');
    const { code, stderr } = await run(['experiment', 'prompts.jsonl', ...flags, ...local]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
  });
});
