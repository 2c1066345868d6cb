import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** An example that runs. */
export interface RunningExample {
  /** Resolves with all that it has printed, once a line of that says so. */
  printed(text: string): Promise<string>;
  /** Writes to its stdin. */
  type(text: string): void;
  endInput(): void;
  /** Stops reading its stdout, as `| head -1` does. */
  hangUp(): void;
  /** Ctrl-C. */
  interrupt(): void;
  readonly ended: Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>;
}

/** Starts `examples/<name>` as a reader of the README would; of the environment it sees PATH, HOME and `env`. */
export function runExample(
  name: string,
  { args = [], env = {} }: { readonly args?: readonly string[]; readonly env?: Record<string, string> } = {},
): RunningExample {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(
    process.execPath,
    [join(root, 'node_modules/tsx/dist/cli.mjs'), join(root, 'examples', name), ...args],
    { cwd: root, env: { PATH, HOME, ...env } },
  );
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  // One that has ended does not read.
  child.stdin.on('error', () => {});
  const ended = once(child, 'close').then(([code]) => ({ code, stdout, stderr }));
  return {
    ended,
    async printed(text) {
      while (!stdout.includes(text)) {
        if (child.stdout.readableEnded)
          throw new Error(`ended without printing ${text}:\n${stdout}${stderr}`);
        await Promise.race([once(child.stdout, 'data'), once(child.stdout, 'end')]);
      }
      return stdout;
    },
    type: (text) => child.stdin.write(text),
    endInput: () => child.stdin.end(),
    hangUp: () => child.stdout.destroy(),
    interrupt: () => child.kill('SIGINT'),
  };
}
