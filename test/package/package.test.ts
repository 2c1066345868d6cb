import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSimulator } from '../../src/testing/index.js';
import { buildOnce, root } from '../helpers/buildOnce.js';

const { version, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  version: string;
  devDependencies: Record<string, string>;
};
const folder = mkdtempSync(join(tmpdir(), 'rxprompt-package-'));
const app = join(folder, 'app');
const tarball = join(folder, `rxprompt-${version}.tgz`);

/** Runs a program and says how it ended. */
function program(command: string, args: readonly string[], cwd = app) {
  return new Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }>(
    (resolve) => {
      execFile(command, args, { cwd, encoding: 'utf8', maxBuffer: 1e8 }, (error, stdout, stderr) =>
        resolve({
          code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1,
          stdout,
          stderr,
        }),
      );
    },
  );
}
const node = (...args: readonly string[]) => program(process.execPath, args);
const bin = (...args: readonly string[]) => program(join(app, 'node_modules/.bin/rxprompt'), args);
const checker = (path: string, ...args: readonly string[]) =>
  program(process.execPath, [join(root, 'node_modules', path), tarball, ...args], root);

const NO_REGISTRY = 'needs the npm registry, or its packages in the cache of npm';
/** Set when nothing could be installed because the registry cannot be reached. */
let unreachable = false;
/** What is in the tarball, by path. */
let files: readonly string[] = [];

beforeAll(async () => {
  buildOnce();
  const packed = await program(
    'npm',
    ['pack', '--ignore-scripts', '--json', '--pack-destination', folder],
    root,
  );
  expect(packed, packed.stderr).toMatchObject({ code: 0 });
  files = JSON.parse(packed.stdout)[0].files.map(({ path }: { path: string }) => path);

  // A stranger's folder: nothing of ours but the tarball.
  mkdirSync(app);
  writeFileSync(join(app, 'package.json'), '{ "name": "app", "private": true, "type": "module" }');
  const others = ['rxjs', 'typescript', '@types/node'].map((name) => `${name}@${devDependencies[name]}`);
  const installed = await program('npm', [
    ...['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'],
    ...[tarball, ...others],
  ]);
  unreachable =
    installed.code !== 0 &&
    process.env.RXPROMPT_REQUIRE_PROGRAMS !== '1' &&
    (await program('npm', ['ping', '--fetch-retries=0'])).code !== 0;
  if (!unreachable) expect(installed, installed.stderr).toMatchObject({ code: 0 });
}, 180_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the tarball', () => {
  it('should hold what runs and what tells of it, and nothing else', () => {
    const others = files.filter((path) => !/^dist\/(src|operators)\/.*(\.d\.ts|\.js)$/.test(path));
    const papers = ['CHANGELOG.md', 'LICENSE', 'README.md'];
    expect(others.sort()).toEqual([
      ...papers,
      'package.json',
      'rxprompt.config.schema.json',
      'rxprompt.faults.schema.json',
    ]);
    // Whatever was compiled has a source: nothing of a file that was renamed or removed.
    for (const path of files.filter((path) => path.startsWith('dist/'))) {
      const source = path.replace(/^dist\//, '').replace(/(\.d\.ts|\.js)$/, '.ts');
      expect(existsSync(join(root, source)), path).toBe(true);
    }
  });

  it('should satisfy publint', async () => {
    const { code, stdout } = await checker('publint/src/cli.js', '--strict');
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('All good!') });
  });

  it('should satisfy attw', async () => {
    const { code, stdout } = await checker(
      '@arethetypeswrong/cli/dist/index.js',
      ...['--profile', 'esm-only', '--format', 'ascii'],
    );
    expect(code, stdout).toBe(0);
  });
});

describe('installed in an empty folder', () => {
  beforeEach(({ skip }) => skip(unreachable, NO_REGISTRY));

  it('should tell its version and its help', async () => {
    expect(await bin('--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
    const help = await bin('--help');
    expect(help.code).toBe(0);
    expect(help.stdout).toContain('rxprompt prompts.txt -o answers.jsonl');
  });

  it('should run prompts through a server', async () => {
    const simulator = await startSimulator();
    try {
      writeFileSync(join(app, 'prompts.txt'), 'Why is the sky blue?\nWhat is a lighthouse?\n');
      const { code, stdout, stderr } = await bin('prompts.txt', '--base-url', simulator.url);
      expect(code, stderr).toBe(0);
      const ids = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).id);
      expect(ids.sort()).toEqual(['line-1', 'line-2']);
      expect(simulator.stats().requests).toBe(2);
    } finally {
      await simulator.close();
    }
  });

  it('should serve users of all its entries, compiled as strictly as can be', async () => {
    cpSync(join(root, 'test/package/user'), join(app, 'src'), { recursive: true });
    const compilerOptions = {
      ...{ target: 'es2023', module: 'nodenext', types: ['node'], rootDir: 'src', outDir: 'out' },
      ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
      ...{ verbatimModuleSyntax: true, isolatedModules: true, skipLibCheck: false },
    };
    writeFileSync(join(app, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['src'] }));
    const compiled = await node('node_modules/typescript/bin/tsc', '-p', '.');
    expect(compiled).toEqual({ code: 0, stdout: '', stderr: '' });

    expect(await node('out/operators.js')).toEqual({ code: 0, stdout: '50005000\n', stderr: '' });
    expect(await node('out/testing.js')).toEqual({ code: 0, stdout: '200 1\n', stderr: '' });
    const simulator = await startSimulator();
    try {
      const { stdout, stderr } = await node('out/main.js', simulator.url, 'in.jsonl', 'out.jsonl');
      expect({ stdout, stderr }).toEqual({ stdout: '2 ok, 1 altered, true\n', stderr: '' });
      expect(readFileSync(join(app, 'out.jsonl'), 'utf8').trim().split('\n')).toHaveLength(2);
    } finally {
      await simulator.close();
    }
  });
});
