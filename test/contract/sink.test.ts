import { closeSync, existsSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { Registry } from 'prom-client';
import { delay, filter, mergeMap, of, tap } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sink } from '../../src/pipeline/run.js';
import { auditLog } from '../../src/sinks/auditLog.js';
import { createAuditLogger } from '../../src/sinks/createAuditLogger.js';
import { toJsonl } from '../../src/sinks/toJsonl.js';
import { callMetrics } from '../../src/telemetry/callMetrics.js';
import { recordMetrics } from '../../src/telemetry/recordMetrics.js';
import { type OpenSink, sinkContract } from '../../src/testing/contract/sinkContract.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rxprompt-sinks-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
const path = (name: string) => join(folder, name);

/** A stream that takes one piece in a turn of the event loop, or breaks. */
const slow = (error?: Error) =>
  new Writable({ highWaterMark: 1, write: (_chunk, _encoding, done) => void setImmediate(done, error) });

async function audit(): Promise<OpenSink> {
  const logger = await createAuditLogger(path('audit.log'));
  return { sink: auditLog(logger), close: () => logger.close() };
}

const full = Object.assign(new Error('no space left'), { code: 'ENOSPC' });
const throwing = {
  info: () => {
    throw full;
  },
};

type Open = () => Promise<OpenSink> | OpenSink;
const sinks: Readonly<Record<string, readonly [open: Open, openBroken?: Open]>> = {
  'toJsonl to a path': [
    () => ({ sink: toJsonl(path('out.jsonl')) }),
    () => ({ sink: toJsonl(path('no/such/folder')) }),
  ],
  'toJsonl row by row': [() => ({ sink: toJsonl(path('rows.jsonl'), { flushBytes: 1 }) })],
  'toJsonl to a descriptor': [
    () => {
      const fd = openSync(path('fd.jsonl'), 'w');
      return { sink: toJsonl(fd), close: () => closeSync(fd) };
    },
    () => {
      const fd = openSync('/dev/null', 'r');
      return { sink: toJsonl(fd), close: () => closeSync(fd) };
    },
  ],
  'toJsonl to a slow stream': [() => ({ sink: toJsonl(slow()) }), () => ({ sink: toJsonl(slow(full)) })],
  'toJsonl as text': [() => ({ sink: toJsonl(path('out.txt'), { format: 'text' }) })],
  'toJsonl with failures apart': [
    () => ({ sink: toJsonl(path('ok.jsonl'), { errors: path('failed.jsonl') }) }),
  ],
  auditLog: [audit, () => ({ sink: auditLog(throwing) })],
  recordMetrics: [() => ({ sink: recordMetrics(new Registry()) })],
  'recordMetrics beside callMetrics': [
    () => {
      const registry = new Registry();
      callMetrics(registry);
      return { sink: recordMetrics(registry) };
    },
  ],
  'all of them in a row': [
    async () => {
      const { sink, ...end } = await audit();
      const metrics = recordMetrics(new Registry());
      return { sink: (source) => source.pipe(metrics, sink, toJsonl(slow())), ...end };
    },
  ],
  'a sink of our own': [() => ({ sink: tap(() => {}) })],
};

describe.each(Object.entries(sinks))('%s, a sink', (_name, [open, openBroken]) => {
  for (const { title, check } of sinkContract(open, openBroken)) it(title, check);
});

describe.runIf(existsSync('/dev/full'))('toJsonl on a full disk, a sink', () => {
  const open = () => ({ sink: toJsonl('/dev/full') });
  for (const { title, check } of sinkContract(open, open).slice(-1)) it(title, check);
});

const faults: Readonly<Record<string, Sink>> = {
  'drops failures': filter(({ status }) => status === 'ok'),
  'says things twice': mergeMap((outcome) => of(outcome, outcome)),
  'mixes up the order': mergeMap((outcome) => (outcome.seq === 7 ? of(outcome).pipe(delay(0)) : of(outcome))),
  'passes on copies': mergeMap((outcome) => of({ ...outcome })),
};

describe('sinkContract', () => {
  it.each(Object.entries(faults))('should find a sink that %s', async (_name, sink) => {
    const checks = sinkContract(() => ({ sink })).slice(0, 2);
    const results = await Promise.allSettled(checks.map(({ check }) => Promise.resolve(check())));
    expect(results.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(0);
  });
});
