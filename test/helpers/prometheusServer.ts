import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from './findProgram.js';
import { freePort } from './freePort.js';

const { found, needed } = findProgram('prometheus');

/** False when `prometheus` is not on PATH; then tests of it are skipped. `promtool` is in the same package. */
export const hasPrometheus: boolean = found;

/** What a skipped test is called, so that its report says how to run it. */
export const NO_PROMETHEUS = needed;

/** One series of an answer. */
export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A real Prometheus of a test's own. */
export interface PrometheusServer {
  /** What an expression is now; no series when nothing matches. Rejects when it cannot be parsed. */
  query(expression: string): Promise<readonly Series[]>;
  /** `/api/v1/<path>`: the field `data`. */
  get(path: string): Promise<unknown>;
  close(): Promise<void>;
}

/** Starts one in a folder of its own. `config` is its whole configuration, JSON being YAML. */
export async function prometheusServer(config: object): Promise<PrometheusServer> {
  const folder = mkdtempSync(join(tmpdir(), 'rxprompt-prometheus-'));
  const file = join(folder, 'prometheus.json');
  writeFileSync(file, JSON.stringify(config));
  const port = await freePort();
  const server = spawn(
    'prometheus',
    [
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--query.lookback-delta=1m',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const exited = once(server, 'exit');
  const close = async () => {
    server.kill('SIGKILL');
    await exited;
    rmSync(folder, { recursive: true });
  };
  await ready(server).catch(async (error) => {
    await close();
    throw error;
  });

  const get = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/${path}`);
    const body = (await response.json()) as { data: unknown; error?: string };
    if (body.error !== undefined) throw new Error(`${path}: ${body.error}`);
    return body.data;
  };
  return {
    get,
    async query(expression) {
      const { result } = (await get(`query?query=${encodeURIComponent(expression)}`)) as {
        result: readonly { metric: Record<string, string>; value: [number, string] }[];
      };
      return result.map(({ metric, value: [, value] }) => ({ metric, value: Number(value) }));
    },
    close,
  };
}

async function ready({ stderr }: ChildProcess): Promise<void> {
  let log = '';
  const said = new Promise<void>((resolve, reject) => {
    // Read on: a pipe that is full would stop it.
    stderr?.setEncoding('utf8').on('data', (text) => {
      log += text;
      if (log.includes('Server is ready to receive web requests')) resolve();
    });
    stderr?.on('close', () => reject(new Error(`prometheus did not start:\n${log}`)));
  });
  await said;
}
