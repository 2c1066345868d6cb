import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startSimulator } from '../../src/testing/index.js';
import { runExample } from '../helpers/runExample.js';

const examples = new URL('../../examples/', import.meta.url);
const files = readdirSync(examples).filter((name) => name.endsWith('.ts'));

/** Runs one to its end, with nothing on stdin. */
function whole(name: string, options?: Parameters<typeof runExample>[1]) {
  const example = runExample(name, options);
  example.endInput();
  return example.ended;
}

describe('examples', () => {
  it.each(files)('should be short and in the table: %s', (name) => {
    const text = readFileSync(new URL(name, examples), 'utf8');
    expect(text.split('\n').length).toBeLessThanOrEqual(60);
    expect(readFileSync(new URL('README.md', examples), 'utf8')).toContain(`](${name})`);
  });

  it('should show nothing but what a user can import', () => {
    for (const name of files) {
      const text = readFileSync(new URL(name, examples), 'utf8');
      for (const [, from] of text.matchAll(/from '([^']+)'/g)) {
        expect([
          'rxjs',
          'vitest',
          'zod',
          './model.js',
          'rxprompt',
          'rxprompt/operators',
          'rxprompt/testing',
        ]).toContainEqual(from?.startsWith('node:') ? 'rxjs' : from);
      }
    }
  });
});

describe.concurrent('stdin-lines', () => {
  it('should answer a typed line before the end of input', async () => {
    const example = runExample('stdin-lines.ts');
    example.type('Why is the sky blue?\n');
    expect(await example.printed('\n')).toMatch(/blue/);
    example.type('What is a lighthouse?\n');
    expect(await example.printed('lighthouse')).toMatch(/\n.*lighthouse/);
    example.endInput();
    const { code, stderr } = await example.ended;
    expect(code).toBe(0);
    expect(stderr).toMatch(/rows +2: 2 ok, 0 failed/);
  });

  it('should say that there was nothing when stdin is empty', async () => {
    const { code, stdout, stderr } = await whole('stdin-lines.ts');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toMatch(/rows +0: 0 ok/);
  });

  it('should end without a complaint when its reader goes away', async () => {
    const example = runExample('stdin-lines.ts');
    example.type('Why is the sky blue?\n');
    await example.printed('blue');
    example.hangUp();
    example.type('What is a lighthouse?\nWhat is a harbour?\n');
    const { code, stderr } = await example.ended;
    expect(code).toBe(141);
    expect(stderr.trim().split('\n')).toEqual([expect.stringContaining('asking a simulator')]);
  });

  it('should ask the server that the environment names', async () => {
    const simulator = await startSimulator({ keys: ['sk-mine'] });
    try {
      const example = runExample('stdin-lines.ts', {
        env: { OPENAI_BASE_URL: simulator.url, OPENAI_API_KEY: 'sk-mine' },
      });
      example.type('Why is the sky blue?');
      example.endInput();
      const { code, stdout, stderr } = await example.ended;
      expect(stderr).toContain(`asking ${simulator.url}`);
      expect({ code, requests: simulator.stats().requests }).toEqual({ code: 0, requests: 1 });
      expect(stdout).toContain('blue');
      expect(stdout + stderr).not.toContain('sk-mine');
    } finally {
      await simulator.close();
    }
  });
});

describe.concurrent('jsonl', () => {
  it('should write a row for each of its own, the bad one too', async () => {
    const { code, stdout, stderr } = await whole('jsonl.ts');
    const rows = new Map(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
        .map((row) => [row.id, row]),
    );
    expect([...rows.keys()].sort()).toEqual(['again', 'mail', 'oops', 'sea', 'sky']);
    expect(rows.get('sky')).toMatchObject({ status: 'ok', input: { topic: 'physics' } });
    expect(rows.get('again')).toMatchObject({ text: rows.get('sky').text, attempts: 0 });
    expect(rows.get('mail')).toMatchObject({ redactions: { email: 1 } });
    expect(rows.get('oops')).toMatchObject({ status: 'error', error: { code: 'bad_input' } });
    expect(stderr).toContain('4 ok, 1 failed, 1 reused, 1 altered');
    expect(code).toBe(0);
  });

  it('should read and write the files it is given', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rxprompt-example-'));
    try {
      const [input, output] = [join(folder, 'in.jsonl'), join(folder, 'out.jsonl')];
      writeFileSync(input, '"What is a lighthouse?"\n"What is a harbour?"\n');
      const { code } = await whole('jsonl.ts', { args: [input, output] });
      expect(code).toBe(0);
      expect(readFileSync(output, 'utf8').trim().split('\n')).toHaveLength(2);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe.concurrent('two-regions', () => {
  it('should answer everything when the first region dies', async () => {
    const { code, stdout } = await whole('two-regions.ts');
    const lines = stdout.trim().split('\n');
    expect(lines.slice(0, 10).every((line) => line.endsWith('ok east'))).toBe(true);
    // What east had sent when it died may still arrive.
    expect(lines.slice(13, -1).every((line) => line.endsWith('ok west'))).toBe(true);
    expect(lines.at(-1)).toMatch(/^30 of 30 answered, \d+ by the other region$/);
    expect(code).toBe(0);
  });
});

describe.concurrent('shared-limiter', () => {
  it('should keep both pipelines together within the limit', async () => {
    const { code, stdout } = await whole('shared-limiter.ts');
    expect(stdout).toContain('summaries: 15 answers\nslogans: 15 answers\n30 requests, at most 4 at once');
    expect(code).toBe(0);
  });
});

describe.concurrent('summarize-book', () => {
  it('should ask about every part, and then join the answers', async () => {
    const { code, stdout, stderr } = await whole('summarize-book.ts');
    const [, parts, questions] =
      /\n(\d+) parts, (\d+) questions, 0 of the parts failed\n$/.exec(stdout) ?? expect.unreachable(stdout);
    expect(Number(parts)).toBeGreaterThan(3);
    expect(Number(questions)).toBe(Number(parts) + 1);
    expect(stderr).toMatch(/answers joined: ok\n$/);
    expect(code).toBe(0);
  });
});

describe.concurrent('budget', () => {
  it('should stop before the money is gone', async () => {
    const { code, stdout } = await whole('budget.ts');
    const [, message, answers, cost] =
      /^(.+)\n(\d+) answers for \$([\d.]+)\n$/.exec(stdout) ?? expect.unreachable(stdout);
    expect(message).toMatch(/^the budget is used up: \$0\.00\d+ of \$0\.0100 spent, and the next call/);
    expect(Number(answers)).toBeGreaterThan(50);
    expect(Number(cost)).toBeLessThanOrEqual(0.01);
    expect(code).toBe(0);
  });
});

describe.concurrent('custom-operator', () => {
  it('should run operators of its own', async () => {
    const { code, stdout } = await whole('custom-operator.ts');
    expect(stdout).toMatch(/^slow: more than 100 ms for \d+ tokens$/m);
    expect(stdout).toMatch(/^item-1 .*moon/m);
    expect(stdout).toMatch(/^item-2 .*Erasmus/m);
    expect(code).toBe(0);
  });
});

describe.concurrent('token-streaming', () => {
  it('should print tokens as they come', async () => {
    const example = runExample('token-streaming.ts', { args: ['Describe', 'a', 'harbour.'] });
    const first = await example.printed(' ');
    expect(first).not.toContain('tokens');
    const { code, stdout } = await example.ended;
    expect(stdout).toMatch(/harbour.*\n\(\d+ tokens, the first after \d+ ms, \$[\d.e-]+\)\n$/s);
    expect(code).toBe(0);
  });

  it('should end without a complaint when its reader goes away', async () => {
    const example = runExample('token-streaming.ts');
    await example.printed(' ');
    example.hangUp();
    const { code, stderr } = await example.ended;
    expect(code).toBe(141);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});

describe.concurrent('dialog', () => {
  it('should have more and more of what was said from the cache, and summarize the oldest turns', async () => {
    const { code, stdout } = await whole('dialog.ts');
    const hits = [...stdout.matchAll(/^\(\d+ tokens, (\d+) of them from the cache/gm)].map(([, hit]) =>
      Number(hit),
    );
    expect(hits).toHaveLength(6);
    expect(hits[0]).toBe(0);
    for (const hit of hits.slice(1)) expect(hit).toBeGreaterThanOrEqual(256);
    expect(stdout).toMatch(/; [1-5] turns before it are a summary now\)$/m);
    expect(stdout).toMatch(/\n\d turns and \d+ characters, ready to go on\n$/);
    expect(code).toBe(0);
  });

  it('should ask what it is given', async () => {
    const { stdout } = await whole('dialog.ts', { args: ['What is a harbour?'] });
    expect(stdout).toMatch(
      /^> What is a harbour\?\n.*harbour.*\n\(\d+ tokens, 0 of them from the cache\)\n\n1 turns/i,
    );
  });
});

describe.concurrent('json-answers', () => {
  it('should print answers of the shape that was asked for', async () => {
    const { code, stdout } = await whole('json-answers.ts');
    expect(stdout.match(/^.+: \d+ people, (a|no) capital \(1 calls\)$/gm)).toHaveLength(2);
    expect(stdout).toContain("districts: [ 'Louvre', 'Bou' ]");
    expect(code).toBe(0);
  });
});

describe.concurrent('table', () => {
  it('should ask a question for each row of its table, and name the bad one', async () => {
    const { code, stdout } = await whole('table.ts');
    expect(stdout).toMatch(/^1 \(lighthouse\): .*$/m);
    expect(stdout).toMatch(/^2 \(sea, the\): .*$/m);
    expect(stdout).toMatch(/^line-4 \(\?\): line 4 has 2 fields/m);
    expect(code).toBe(0);
  });
});

describe.concurrent('ab-test', () => {
  it('should name the winner before all has been asked', async () => {
    const { code, stdout } = await whole('ab-test.ts');
    expect(stdout).toMatch(
      /^terse: \d\d prompts, score [\d.]+\nbalanced: \d\d prompts, score 1.00\nwinner: balanced\n$/,
    );
    expect(code).toBe(0);
  });
});
