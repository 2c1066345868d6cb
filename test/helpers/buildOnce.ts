import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the repository. */
export const root: string = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Compiles the sources when they are newer than `dist`, as `npm test` has done already. */
export function buildOnce(): void {
  execFileSync(process.execPath, [join(root, 'scripts/ready.mjs'), '--build-only'], { stdio: 'pipe' });
}
