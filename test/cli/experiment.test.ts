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
    expect(readFileSync(join(folder, 'page.html'), 'utf8')).toContain('Mean score as prompts came in');
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

  it.concurrent.each([
    [[], /--arms FILE says which arms there are/],
    [['--arms', 'none.yaml'], /cannot read --arms none.yaml/],
    [['--arms', 'one.yaml'], /--arms one.yaml: expected at least two arms/],
    [['--arms', 'slip.yaml'], /did you mean params/],
    [['--arms', 'preset.yaml'], /arms.b.preset: there is no "balance"; did you mean "balanced"/],
    [['--arms', 'arms.yaml', '--paired', '--bandit'], /--paired and --bandit contradict each other/],
    [['--arms', 'arms.yaml', '--judge', 'x', '--expect', 'y'], /give one of them/],
    [['--arms', 'arms.yaml', '--scorer', 'nowhere.mjs'], /cannot load --scorer nowhere.mjs/],
  ])('should refuse %j', async (flags, message) => {
    write('one.yaml', 'arms:\n  a: {}\n');
    write('slip.yaml', 'arms:\n  a: {}\n  b: { parms: {} }\n');
    write('preset.yaml', 'arms:\n  a: {}\n  b: { preset: balance }\n');
    const { code, stderr } = await run(['experiment', 'prompts.jsonl', ...flags, ...local]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
  });
});
