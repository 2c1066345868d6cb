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
  simulator = await startSimulator();
  local = ['--base-url', simulator.url];
  write('rows.csv', 'id,word,lang\n1,sea,Dutch\n2,"big ""sky""",French\n3,short\n');
});
afterAll(() => simulator.close());

describe('rxprompt run --template', () => {
  it.concurrent('should ask of each row of a table, and name the line of a bad one', async () => {
    const flags = [
      'rows.csv',
      '--template',
      'Translate {{word}} to {{lang}}.',
      '--ordered',
      '-o',
      'one.jsonl',
    ];
    const { code } = await run([...flags, ...local]);
    const rows = rowsOf(readFileSync(join(folder, 'one.jsonl'), 'utf8'));
    expect(code).toBe(3);
    expect(rows.map(({ id, status }) => [id, status])).toEqual([
      ['1', 'ok'],
      ['2', 'ok'],
      ['line-4', 'error'],
    ]);
    expect(rows[0].input).toEqual({ word: 'sea', lang: 'Dutch' });
    expect(rows[0].text).toContain('Dutch');
    expect(rows[2].error.message).toMatch(/^line 4 has 2 fields/);
    const again = await run([...flags.map((flag) => flag.replace('Translate', 'Render')), ...local]);
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('in which template was')]);
  });

  it.concurrent('should read tables from a pipe when told, and a template of YAML', async () => {
    write(
      'both.yaml',
      'system: You speak {{lang}}.\nuser: |\n  What is {{word}}?\nparams: { max_tokens: 9 }\n',
    );
    const flags = ['--input-format', 'tsv', '--template', 'both.yaml', '--thinking', 'off', ...local];
    const { code, stdout } = await run(flags, { input: 'word\tlang\nsea\tDutch\n' });
    expect([code, rowsOf(stdout)[0].usage.completion_tokens]).toEqual([0, 9]);
  });

  it.concurrent('should be known to a dry run, an estimate and another try', async () => {
    write('t.txt', 'A long question about {{word}}, in {{lang}}, if you please.\n');
    const dry = await run(['rows.csv', '--dry-run', '--template', 't.txt', ...local]);
    expect([dry.code, dry.stderr]).toEqual([3, expect.stringMatching(/\(csv\)\nprompts +2\nbad lines +1\n/)]);
    expect(dry.stderr).toMatch(/template +t.txt/);
    const { stdout } = await run(['estimate', 'rows.csv', '--json', '--template', 't.txt', ...local]);
    expect(JSON.parse(stdout)).toMatchObject({ prompts: { total: 3, bad: 1 } });
    expect(JSON.parse(stdout).tokens.input).toBeGreaterThan(25);
    await run(['rows.csv', '--template', 't.txt', '-o', 'again.jsonl', ...local]);
    const retried = await run(['retry', 'again.jsonl']);
    expect([retried.code, retried.stderr]).toEqual([
      3,
      expect.stringContaining('asking again for 1 failed row'),
    ]);
  });

  it.concurrent('should keep no personal data of a template that stands in the flag', async () => {
    const flags = ['--template', 'Write to ann@example.com: {{word}}', '-o', 'safe.jsonl', ...local];
    expect((await run(['rows.csv', ...flags])).code).toBe(3);
    const record = readFileSync(join(folder, 'safe.jsonl.run.json'), 'utf8');
    expect(record).toContain('Write to [EMAIL]');
    expect(record).not.toContain('ann@');
  });

  it.concurrent.each([
    ['nowhere.txt', /there is no such file, and it has no \{\{field\}\}/],
    ['{{word', /--template: line 1, column 1: \{\{ without its \}\}/],
    ['bad.yaml', /--template bad.yaml: it has no field "prompt": system, user/],
    ['torn.json', /--template torn.json: /],
  ])('should refuse %s', async (template, message) => {
    write('bad.yaml', 'prompt: "{{word}}"\n');
    write('torn.json', '{"user": ');
    const { code, stderr } = await run(['rows.csv', '--template', template, ...local]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
  });

  it.concurrent('should say what a table without a question needs', async () => {
    const { code, stderr } = await run(['rows.csv', ...local]);
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining('names no column "prompt" or "text", but "id", "word"'),
    ]);
  });
});
