import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMAND_NAMES } from '../src/cli/commandNames.js';
import { createProgram } from '../src/cli/createProgram.js';
import { EXIT } from '../src/cli/exitCodes.js';
import { startSimulator } from '../src/testing/index.js';
import { buildOnce, root } from './helpers/buildOnce.js';

const read = (path: string) => readFileSync(join(root, path), 'utf8');
const folders = ['', 'docs', 'docs/decisions', 'examples', 'ops'];
const documents = folders.flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name)),
);

interface Block {
  readonly path: string;
  readonly language: string;
  readonly text: string;
}

/** The fenced blocks of a document. */
function blocksOf(path: string): readonly Block[] {
  const fences = read(path).matchAll(/^```([^\n]*)\n(.*?)^```$/gms);
  return [...fences].map(([, language = '', text = '']) => ({ path, language, text }));
}
const blocks = documents.flatMap(blocksOf);
const typescript = blocks.filter(({ language }) => /^ts\b/.test(language));

const node = (args: readonly string[], cwd = root) => {
  const { PATH = '', HOME = '' } = process.env;
  const options = { cwd, encoding: 'utf8', env: { PATH, HOME } } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, args, options);
  return { status, stdout, stderr };
};

// Inside the repository, so that `rxprompt` is what it is in an example.
const folder = mkdtempSync(join(root, '.docs-'));
const file = (index: number) => join(folder, `block-${index}.ts`);

beforeAll(() => {
  buildOnce();
  for (const [index, { text }] of typescript.entries()) writeFileSync(file(index), `${text}\nexport {};\n`);
  writeFileSync(join(folder, 'tsconfig.json'), '{ "extends": "../tsconfig.json", "include": ["*.ts"] }');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('code in the documentation', () => {
  it('should compile', () => {
    expect(typescript.length).toBeGreaterThan(1);
    const compiler = join(root, 'node_modules/typescript-7/bin/tsc');
    expect(node([compiler, '-p', folder])).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('should run where it says so', () => {
    const runs = [...typescript.entries()].filter(([, { language }]) => language === 'ts run');
    expect(runs.length).toBeGreaterThan(0);
    for (const [index] of runs) {
      const { status, stdout, stderr } = node([join(root, 'node_modules/tsx/dist/cli.mjs'), file(index)]);
      expect(status, stderr).toBe(0);
      const rows = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(rows.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok']);
      expect(stderr).toMatch(/^rows +3: 3 ok, 0 failed/);
    }
  });
});

describe('commands in the documentation', () => {
  const commands = blocks
    .filter(({ language }) => language === 'sh')
    .flatMap(({ path, text }) => text.split('\n').map((line) => ({ path, line: line.replace(/\s#.*$/, '') })))
    .flatMap(({ path, line }) => line.split('|').map((command) => ({ path, command: command.trim() })));
  const scripts = JSON.parse(read('package.json')).scripts as Record<string, string>;

  it('should know every command', () => {
    expect(createProgram().commands.map((command) => command.name())).toEqual(COMMAND_NAMES);
  });

  it('should have only flags that exist', () => {
    const helps = new Map<string, string>();
    const help = (name: string) => {
      const known = helps.get(name) ?? node(['dist/src/cli/main.js', name, '--help']).stdout;
      helps.set(name, known);
      return known;
    };
    const ours = commands.filter(({ command }) => /^(npx )?rxprompt /.test(command));
    expect(ours.length).toBeGreaterThan(5);
    for (const { path, command } of ours) {
      const words = command.replace(/^(npx )?rxprompt /, '').split(/\s+/);
      const [name = ''] = words.filter((word) => COMMAND_NAMES.some((known) => known === word));
      for (const flag of words.filter((word) => word.startsWith('-') && word !== '-')) {
        const listed = new RegExp(`^  (-\\w, )?${flag}\\b|^  ${flag}, --`, 'm');
        expect(help(name || 'run'), `${path}: ${command}`).toMatch(listed);
      }
    }
  });

  it('should name scripts and files that exist', () => {
    for (const { path, command } of commands) {
      const [, script] = command.match(/^npm run (?:-s )?([\w:-]+)/) ?? [];
      if (script !== undefined) expect(scripts, path).toHaveProperty([script]);
      const [, example] = command.match(/(?:tsx|vitest run) (\S+\.ts)/) ?? [];
      if (example !== undefined) expect(existsSync(join(root, example)), `${path}: ${command}`).toBe(true);
    }
    expect(scripts).toHaveProperty('start');
    expect(scripts).toHaveProperty('test');
  });
});

describe('what the documentation says', () => {
  it('should have links that lead somewhere', () => {
    for (const path of documents) {
      for (const [, target = ''] of read(path).matchAll(/\]\(([^)#\s]+)\)/g)) {
        if (/^https?:/.test(target)) continue;
        expect(existsSync(join(root, dirname(path), target)), `${path}: ${target}`).toBe(true);
      }
    }
  });

  it('should be what is generated from the code', () => {
    expect(node(['scripts/docs.mjs', '--check'])).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('should list every exit code', () => {
    const table = read('README.md').match(/### Exit codes\n(.*?)\n## /s)?.[1] ?? '';
    const listed = [...table.matchAll(/^\| ([\d, ]+) \|/gm)].flatMap(([, codes]) =>
      (codes ?? '').split(', '),
    );
    expect(listed.map(Number).sort((a, b) => a - b)).toEqual(Object.values(EXIT).sort((a, b) => a - b));
  });

  it('should show rows as they are', async () => {
    const [answer, failure] = blocks
      .filter(({ path, language }) => path === 'README.md' && language === 'json')
      .map(({ text }) => JSON.parse(text));
    const simulator = await startSimulator();
    try {
      const input = join(folder, 'in.jsonl');
      const output = join(folder, 'out.jsonl');
      writeFileSync(input, '{"prompt": "Why?", "topic": "a"}\n{"question": "Why?", "topic": "a"}\n');
      // Not spawnSync, which would stop the simulator too.
      const args = ['dist/src/cli/main.js', input, '--base-url', simulator.url, '-o', output, '--quiet'];
      const status = await new Promise((resolve) => {
        spawn(process.execPath, args, { cwd: root, stdio: 'ignore' }).on('close', resolve);
      });
      expect(status).toBe(3);
      const rows = readFileSync(output, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      const keys = (value: object): unknown =>
        Object.entries(value).map(([key, inner]) =>
          inner !== null && typeof inner === 'object' ? [key, keys(inner)] : key,
        );
      rows.sort((a, b) => a.seq - b.seq);
      expect(rows.map(keys)).toEqual([answer, failure].map(keys));
    } finally {
      await simulator.close();
    }
  });
});
