import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { lastValueFrom, tap } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { complete } from '../../operators/complete.js';
import { createClient } from '../../src/client/createClient.js';
import { run } from '../../src/pipeline/run.js';
import { auditLog } from '../../src/sinks/auditLog.js';
import { createAuditLogger } from '../../src/sinks/createAuditLogger.js';
import { toJsonl } from '../../src/sinks/toJsonl.js';
import { fromIterable } from '../../src/sources/fromIterable.js';
import { callMetrics } from '../../src/telemetry/callMetrics.js';
import { recordMetrics } from '../../src/telemetry/recordMetrics.js';
import { ECHO_FORMS, echoServer } from '../helpers/echoServer.js';
import { KEYS, leaksOf, PERSONAL, PERSONAL_TEXT } from '../helpers/plants.js';

const PLANTED = [...Object.values(PERSONAL), ...Object.values(KEYS)];

describe('a pipeline without sanitize', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rxprompt-leaks-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('should let nothing that is planted into rows, logs, metrics, events and errors', async () => {
    const { url, seen } = await echoServer();
    const registry = new Registry();
    const told: string[] = [];
    const metrics = callMetrics(registry);
    const client = createClient({
      routes: [
        {
          name: 'main',
          baseUrl: `${url}/v1?key=${encodeURIComponent(KEYS.query)}`,
          apiKey: KEYS.config,
          headers: { 'x-team-token': KEYS.header },
          params: { model: 'deepseek-flash' },
        },
      ],
      observe(event) {
        told.push(JSON.stringify(event));
        metrics(event);
      },
    });
    // A wrong key and an empty account end the run: test/cli/leaks.test.ts has them.
    const forms = ECHO_FORMS.filter((form) => form !== 'wrongKey' && form !== 'noBalance');
    const prompts = [...forms, 'fine'].map((form) => ({
      id: PERSONAL.email,
      input: { user_id: PERSONAL.phone },
      messages: [{ role: 'user', content: `${PERSONAL_TEXT} form:${form}` }],
    }));
    const file = join(folder, 'audit.log');
    const ours = await createAuditLogger(file);
    const theirs = pino({ base: null }, { write: (line: string) => void told.push(line) });
    const metadata = { metadata: ['user_id'], constants: { by: PERSONAL.email } };
    const output = join(folder, 'out.jsonl');
    const { rows } = await lastValueFrom(
      run(
        fromIterable(prompts),
        // Every outcome has a row here, and shows how its error prints.
        complete(client, { retry: { maxRetries: 0 } }),
        tap((outcome) => outcome.status === 'error' && told.push(inspect(outcome.error, { depth: 9 }))),
        recordMetrics(registry),
        auditLog(ours, metadata),
        auditLog(theirs, metadata),
        toJsonl(output),
      ),
    );
    ours.close();
    await client.close();
    expect(rows.total).toBe(prompts.length);
    expect(leaksOf(seen.join(), PLANTED)).toEqual([
      ...Object.values(PERSONAL),
      ...[KEYS.config, KEYS.header, KEYS.query],
    ]);
    const written = readFileSync(output, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.stringify({ ...JSON.parse(line), id: '', input: {} }));
    const texts = { written: written.join(), audit: readFileSync(file, 'utf8'), told: told.join() };
    for (const [name, text] of Object.entries({ ...texts, metrics: await registry.metrics() })) {
      expect({ name, leaks: leaksOf(text, PLANTED) }).toEqual({ name, leaks: [] });
    }
  });
});
