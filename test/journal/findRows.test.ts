import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncScheduler, lastValueFrom, observeOn, of, pipe, take } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chunk } from '../../operators/chunk.js';
import { complete } from '../../operators/complete.js';
import { restore } from '../../operators/restore.js';
import { findRows } from '../../src/journal/findRows.js';
import { run } from '../../src/pipeline/run.js';
import { toJsonl } from '../../src/sinks/toJsonl.js';
import { fromIterable } from '../../src/sources/fromIterable.js';
import { fakeReply } from '../../src/testing/fakeReply.js';
import type { Prompt } from '../../src/types/Prompt.js';
import { rowsTo } from './rows.js';

/** One to twelve parts each. */
const documents = Array.from({ length: 40 }, (_, seq) => `${'word-no-1-of-it '.repeat(seq % 12)}end ${seq}`);

describe('findRows', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rxprompt-rows-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** One run over `texts`, up to `rows` rows; which parts were asked about. */
  const runOnce = async (path: string, format: 'flat' | 'batch', texts = documents, rows = 1_000) => {
    const asked: string[] = [];
    const call = ({ seq, part }: Prompt) => {
      asked.push(`${seq}/${part}`);
      return of(fakeReply(`of ${seq}/${part}`)).pipe(observeOn(asyncScheduler));
    };
    const routes = [{ name: 'here', call, stream: () => of() }];
    const done = await findRows(path, { format });
    const asking = pipe(
      chunk({ maxCharacters: 16 }),
      restore<Prompt>(done),
      complete({ routes }, { concurrency: 4, flights: false }),
    );
    const sink = toJsonl(path, { append: true, format, flushBytes: 1 });
    await lastValueFrom(run(fromIterable(texts), asking, sink, take(rows)));
    return asked;
  };

  const rowsOf = (path: string) => {
    const rows = readFileSync(path, 'utf8').trim().split('\n');
    return rows.map((row) => JSON.parse(row)).map(({ meta, ...row }) => meta ?? row);
  };

  it.each(['flat', 'batch'] as const)(
    'should let a run of divided documents go on, each part with one row: %s',
    async (format) => {
      const path = join(folder, `${format}.jsonl`);
      const whole = join(folder, `${format}-whole.jsonl`);
      const all = await runOnce(whole, format);
      expect(new Set(all).size).toBe(all.length);
      await runOnce(path, format, documents, 100);
      const before = rowsOf(path).length;
      expect(before).toBeGreaterThanOrEqual(100);
      // As a kill leaves it.
      appendFileSync(path, readFileSync(whole, 'utf8').slice(0, 70));
      const asked = await runOnce(path, format);
      expect(asked).toHaveLength(all.length - before);
      const places = rowsOf(path).map(({ seq, part }) => `${seq}/${part}`);
      expect(places.toSorted()).toEqual(all.toSorted());
      expect((await findRows(path, { format })).count).toBe(all.length);
    },
  );

  it('should tell a part that has changed', async () => {
    const path = join(folder, 'flat-whole.jsonl');
    const changed = documents.with(5, `${documents[5]}!`);
    await expect(runOnce(path, 'flat', changed)).rejects.toThrow(/seq 5\) is not the one/);
  });

  it('should refuse a file with anything else in it, and leave it alone', async () => {
    const path = join(folder, 'letter.txt');
    for (const text of [
      'Dear Sir,\nnot a row\n',
      `${rowsTo(2)}a note\n`,
      `x\n${rowsTo(2)}`,
      rowsTo(2) + rowsTo(1),
    ]) {
      writeFileSync(path, text);
      await expect(findRows(path)).rejects.toThrow(`${path} holds lines that are no flat rows`);
      expect(readFileSync(path, 'utf8')).toBe(text);
    }
    expect((await findRows(join(folder, 'none'))).count).toBe(0);
  });
});
