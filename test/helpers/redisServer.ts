import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { findProgram } from './findProgram.js';
import { freePort } from './freePort.js';

/** A real Redis of a test's own. */
export interface RedisServer {
  readonly port: number;
  readonly url: string;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
}

const { found, needed } = findProgram('redis-server');

/** False when `redis-server` is not on PATH; then tests of it are skipped. */
export const hasRedis: boolean = found;

/** What a skipped test is called, so that its report says how to run it. */
export const NO_REDIS = needed;

/** Starts one in memory, on a free port or on `port`. */
export async function redisServer({
  port,
  password,
}: {
  readonly port?: number;
  readonly password?: string;
} = {}): Promise<RedisServer> {
  const chosen = port ?? (await freePort());
  const options = ['--port', `${chosen}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  // DEBUG SLEEP makes it slow.
  options.push('--enable-debug-command', 'yes');
  if (password !== undefined) options.push('--requirepass', password);
  const server = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(server, 'exit');
  await ready(server);
  return {
    port: chosen,
    url: `redis://127.0.0.1:${chosen}`,
    async kill() {
      server.kill('SIGKILL');
      await exited;
    },
  };
}

async function ready({ stdout }: ChildProcess): Promise<void> {
  let log = '';
  for await (const chunk of stdout ?? []) {
    log += chunk;
    if (log.includes('Ready to accept connections')) break;
  }
  if (!log.includes('Ready to accept connections')) throw new Error(`redis-server did not start:\n${log}`);
}
