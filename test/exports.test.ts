import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as operators from '../operators/index.js';
import * as main from '../src/index.js';
import { buildOnce, root } from './helpers/buildOnce.js';

const names = readdirSync(join(root, 'operators'))
  .filter((file) => file.endsWith('.ts') && file !== 'index.ts')
  .map((file) => file.slice(0, -3))
  .sort();

describe('exports', () => {
  it('should list every operator in operators/index.ts, and nothing else', () => {
    expect(Object.keys(operators).sort()).toEqual(names);
  });

  it.each(names)('should offer %s from rxprompt too, documented, with a test of its own', (name) => {
    expect((main as Record<string, unknown>)[name]).toBe((operators as Record<string, unknown>)[name]);
    expect(readFileSync(join(root, 'operators', `${name}.ts`), 'utf8')).toMatch(
      new RegExp(`/\\*\\*[^/]*\\*/\\nexport (function|const) ${name}\\b`, 's'),
    );
    const test = join(root, 'test/operators', name);
    expect(existsSync(`${test}.test.ts`) || existsSync(test)).toBe(true);
  });

  it('should name whatever they export', () => {
    for (const index of ['src/index.ts', 'operators/index.ts', 'src/testing/index.ts']) {
      expect(readFileSync(join(root, index), 'utf8')).not.toMatch(/export \*/);
    }
  });
});

describe('what is loaded', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rxprompt-loaded-'));
  beforeAll(buildOnce);
  afterAll(() => rmSync(folder, { recursive: true }));

  /** The packages that a program of ours loads, and how it ends. */
  const start = (...args: readonly string[]) => {
    const paths = join(folder, 'loaded');
    writeFileSync(paths, '');
    const { status } = spawnSync(
      process.execPath,
      ['--import', new URL('helpers/moduleSpy.mjs', import.meta.url).href, ...args],
      { cwd: root, env: { ...process.env, LOADED: paths }, stdio: 'ignore' },
    );
    const packages = readFileSync(paths, 'utf8').matchAll(/\/node_modules\/((?:@[^/]+\/)?[^/\n]+)/g);
    return { status, packages: [...new Set([...packages].map(([, name]) => name as string))].sort() };
  };
  const importOf = (specifier: string) => start('--input-type=module', '-e', `import '${specifier}'`);

  it('should be light for rxprompt: nothing that serves only Redis, metrics, logs or phone numbers', () => {
    const packages = ['eventsource-parser', 'lru-cache', 'rxjs', 'undici'];
    expect(importOf('rxprompt')).toEqual({ status: 0, packages });
  });

  it('should be RxJS alone for rxprompt/operators', () => {
    expect(importOf('rxprompt/operators')).toEqual({ status: 0, packages: ['rxjs'] });
  });

  it('should be RxJS, and what the simulator reads requests with, for rxprompt/testing', () => {
    expect(importOf('rxprompt/testing')).toEqual({ status: 0, packages: ['rxjs', 'zod'] });
  });

  it('should be next to nothing for --help', () => {
    expect(start('dist/src/cli/main.js', '--help')).toEqual({ status: 0, packages: ['commander'] });
  });

  it('should leave Redis, metrics, logs and configuration alone in a run that asked for none of them', () => {
    const input = join(folder, 'prompts.txt');
    writeFileSync(input, 'Why is the sky blue?\n');
    // Nobody listens at port 1: the only row fails, at the very end of the path.
    const flags = ['--base-url', 'http://127.0.0.1:1', '--max-retries', '0', '-o', join(folder, 'out')];
    const { status, packages } = start('dist/src/cli/main.js', 'run', input, ...flags);
    expect(status).toBe(3);
    expect(packages).toEqual(expect.arrayContaining(['rxjs', 'undici']));
    for (const heavy of ['ioredis', 'prom-client', 'pino', 'libphonenumber-js', 'zod', 'yaml']) {
      expect(packages).not.toContain(heavy);
    }
  });
});
