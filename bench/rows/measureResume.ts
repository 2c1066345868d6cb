import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readFileSync, renameSync, rmSync, statSync, truncateSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Simulator, startSimulator } from '../../src/simulator/startSimulator.js';

/** How long it took to go on. */
export interface Resumed {
  readonly what: string;
  readonly seconds: number;
  readonly peakMb: number;
}

const main = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));

/**
 * Lets `rxprompt run` go on where it finds the rows at `rows`, or half of them: until it has ended, or until its first
 * request.
 */
export async function measureResume(folder: string, input: string, rows: string): Promise<Resumed[]> {
  const server = await startSimulator({});
  try {
    const whole = join(folder, 'whole.jsonl');
    const half = join(folder, 'half.jsonl');
    const args = (output: string) => ['run', input, '-o', output, '--base-url', server.url, '--quiet'];
    // What a run notes of itself; then its rows are exchanged for those of all prompts.
    for (const output of [half, whole]) await ended(start([...args(output), '--limit', '3']));
    rmSync(half);
    copyFileSync(rows, `${half}.part`);
    truncateSync(`${half}.part`, Math.floor(statSync(rows).size / 2));
    renameSync(rows, whole);

    const resumed = [
      await timed('half of the rows there, to the first request', args(half), server),
      await timed('all rows there, to the end', args(whole)),
      await timed('the same again', args(whole)),
    ];
    rmSync(`${half}.part`);
    // A file that was touched may say something else: it is read and compared.
    const now = new Date();
    utimesSync(input, now, now);
    return [...resumed, await timed('all rows there, every prompt compared', args(whole))];
  } finally {
    await server.close();
  }
}

/** Until it has ended, or until `server` is asked. */
async function timed(what: string, args: readonly string[], server?: Simulator): Promise<Resumed> {
  const before = server?.stats().requests ?? 0;
  const startedAt = performance.now();
  const child = start(args);
  const end = ended(child);
  if (server === undefined) await watchMemory(child, end);
  else await watchMemory(child, asked(server, before));
  const seconds = (performance.now() - startedAt) / 1000;
  if (server !== undefined) {
    child.kill('SIGKILL');
    await end;
  } else if ((await end) !== 0) throw new Error(`${what}: exit code ${await end}`);
  return { what, seconds, peakMb: peaks.get(child) ?? 0 };
}

const peaks = new WeakMap<ChildProcess, number>();

/** Looks at the peak of its memory until `end`; 0 where the system does not tell. */
async function watchMemory(child: ChildProcess, end: Promise<unknown>): Promise<void> {
  let over = false;
  end.then(() => {
    over = true;
  });
  while (!over) {
    peaks.set(child, peakOf(child) ?? peaks.get(child) ?? 0);
    await Promise.race([end, sleep(20)]);
  }
}

function peakOf({ pid }: ChildProcess): number | undefined {
  try {
    const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
  } catch {
    return undefined;
  }
}

async function asked(server: Simulator, before: number): Promise<void> {
  while (server.stats().requests === before) await sleep(2);
}

function start(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
}

async function ended(child: ChildProcess): Promise<number | null> {
  const [code] = (await once(child, 'close')) as [number | null];
  return code;
}
