import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { lastValueFrom } from 'rxjs';
import {
  auditLog,
  callMetrics,
  complete,
  createAuditLogger,
  createClient,
  fromIterable,
  gcraLimiter,
  memoryCache,
  recordMetrics,
  run,
  sanitize,
  toJsonl,
} from 'rxprompt';
import { CONCURRENCY, question } from './question.js';

/**
 * Everything that a production run has: sanitizing, coalescing, a memory cache (which misses: every question is
 * another), limiter, deadline, retries, metrics, audit log, rows in a file.
 */
export async function open(url: string): Promise<(from: number, count: number) => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'rxprompt-bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const registry = new Registry();
  const client = createClient({
    routes: [{ baseUrl: url, apiKey: 'none', connections: CONCURRENCY, params: { model: 'deepseek-flash' } }],
    observe: callMetrics(registry),
  });
  const limiter = gcraLimiter({
    requestsPerMinute: 60_000_000,
    tokensPerMinute: 60_000_000_000,
    concurrency: CONCURRENCY,
  });
  const cache = memoryCache({ maxBytes: 64e6 });
  const logger = await createAuditLogger(join(folder, 'audit.log'));

  return async (from, count) => {
    function* questions() {
      for (let index = from; index < from + count; index++) yield question(index);
    }
    const { rows } = await lastValueFrom(
      run(
        fromIterable(questions()),
        (prompts) => prompts.pipe(sanitize(), complete(client, { concurrency: CONCURRENCY, limiter, cache })),
        recordMetrics(registry),
        auditLog(logger),
        toJsonl(join(folder, `answers-${from}.jsonl`)),
      ),
    );
    if (rows.ok !== count) throw new Error(`${rows.ok} of ${count} rows are ok`);
  };
}
