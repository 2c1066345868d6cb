import { type ChildProcessWithoutNullStreams, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll } from 'vitest';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** What a program left behind. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How to start it. */
export interface StartOptions {
  /** Written to stdin, which is then closed; `undefined`: nothing. */
  readonly input?: string | Buffer;
  /** Variables; none of this process but PATH and HOME. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where it runs. Default: the folder. */
  readonly cwd?: string;
}

/** A program that runs. */
export interface Running {
  readonly process: ChildProcessWithoutNullStreams;
  readonly ended: Promise<Ended>;
  /** Waits until its stderr has said so. */
  said(text: RegExp): Promise<RegExpExecArray>;
}

/** The real command line, built from the sources for one file of tests, and a folder for its files. */
export function realCli() {
  const builds = join(root, 'test', 'cli', 'dist');
  mkdirSync(builds, { recursive: true });
  const build = mkdtempSync(join(builds, 'build-'));
  const folder = mkdtempSync(join(tmpdir(), 'rxprompt-cli-'));
  const main = join(build, 'src/cli/main.js');
  beforeAll(async () => {
    const compiler = join(root, 'node_modules/typescript-7/bin/tsc');
    const flags = ['-p', join(root, 'tsconfig.build.json'), '--outDir', build, '--noCheck'];
    await promisify(execFile)(process.execPath, [compiler, ...flags, '--declaration', 'false']);
  });
  afterAll(() => {
    rmSync(build, { recursive: true });
    rmSync(folder, { recursive: true });
  });

  const start = (args: readonly string[], { input, env = {}, cwd = folder }: StartOptions = {}): Running => {
    const { PATH = '', HOME = '' } = process.env;
    const child = spawn(process.execPath, [main, ...args], { cwd, env: { PATH, HOME, ...env } });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text;
    });
    // A program that refuses its flags does not read.
    child.stdin.on('error', () => {});
    if (input !== undefined) child.stdin.end(input);
    return {
      process: child,
      ended: once(child, 'close').then(([code]) => ({ code, stdout, stderr })),
      async said(text) {
        for (;;) {
          const found = text.exec(stderr);
          if (found !== null) return found;
          if (child.stderr.closed) throw new Error(`ended without saying ${text}:\n${stderr}`);
          await Promise.race([once(child.stderr, 'data'), once(child.stderr, 'close')]);
        }
      },
    };
  };
  return {
    main,
    /** Where it runs, and where relative paths begin. */
    folder,
    start,
    run: (args: readonly string[], options: StartOptions = {}) =>
      start(args, { input: '', ...options }).ended,
  };
}

/** The JSON values of a text that has one to a line. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into rows, which only the contract defines
export function rowsOf(text: string): any[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}
