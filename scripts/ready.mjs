// Makes a clone ready to run, with nothing but Node: installs what package-lock.json lists when that has not been
// done, and compiles when a source is newer than the build. `--build-only` is what npm itself calls after installing.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const at = (path) => (existsSync(join(root, path)) ? statSync(join(root, path)).mtimeMs : 0);

function must(command, args) {
  // Through a shell on Windows, where npm is a script. stdout stays free for data.
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(status ?? 1);
}

function filesIn(folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

const newest = (folder) => filesIn(folder).reduce((time, file) => Math.max(time, statSync(file).mtimeMs), 0);

const buildOnly = process.argv.includes('--build-only');
const installed = at('node_modules/.package-lock.json');
if (!buildOnly && (installed === 0 || installed < at('package-lock.json'))) {
  // npm builds afterwards, through the `prepare` script.
  must('npm', ['ci', '--no-audit', '--no-fund']);
}

const compiler = 'node_modules/typescript-7/bin/tsc';
const built = at('dist/src/index.js');
if (
  existsSync(join(root, compiler)) &&
  built < Math.max(newest('src'), newest('operators'), at('tsconfig.build.json'))
) {
  must(process.execPath, [compiler, '-p', 'tsconfig.build.json']);
}

// What was compiled from a source that is gone must not be packed.
for (const file of filesIn('dist')) {
  const source = file.replace(join(root, 'dist'), root).replace(/(\.d\.ts|\.js)$/, '.ts');
  if (!existsSync(source) || !source.endsWith('.ts')) rmSync(file, { force: true });
}

// For `npx rxprompt`, which finds the program through package.json: the compiler makes files that cannot be run.
const main = join(root, 'dist/src/cli/main.js');
if (existsSync(main)) chmodSync(main, 0o755);
