import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openJournal } from '../../src/journal/openJournal.js';
import { openRetry } from '../../src/journal/openRetry.js';
import { rowAt, rowsTo } from './rows.js';

const folder = mkdtempSync(join(tmpdir(), 'rxprompt-retry-'));
const output = join(folder, 'out.jsonl');
const errors = join(folder, 'errors.jsonl');
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
});

const input = { path: null, format: 'auto', file: null };
const read = (path: string) => readFileSync(path, 'utf8');
const record = () => JSON.parse(read(`${output}.run.json`));
const all = () => true;
const oks = [...Array(30).keys()].filter((seq) => seq % 10 !== 9).map(rowAt);
const failures = [9, 19, 29].map(rowAt);

/** A finished run of thirty prompts, three of which failed. */
async function finished(apart: boolean) {
  const journal = await openJournal(output, { settings: {}, input, ...(apart && { errors }) });
  journal.start();
  journal.begin('flat');
  appendFileSync(`${output}.part`, apart ? oks.join('') : rowsTo(30));
  if (apart) appendFileSync(`${errors}.part`, failures.join(''));
  await journal.finish({ prompts: 30, whole: true, rows: 30, failed: 3 });
  journal.release();
}

async function retry(wanted: Parameters<typeof openRetry>[1]['wanted'] = all) {
  const { journal, taken } = await openRetry(output, { input, wanted, ordered: false });
  journal.release();
  return { journal, taken, rows: journal.done.count };
}

describe('openRetry', () => {
  it.each([false, true])(
    'should begin a new .part without the failures, and leave the rows of before (apart: %s)',
    async (apart) => {
      await finished(apart);
      const { taken, rows, journal } = await retry();
      expect([taken, rows]).toEqual([3, 27]);
      expect(read(output)).toBe(apart ? oks.join('') : rowsTo(30));
      expect(read(`${output}.part`)).toBe(oks.join(''));
      if (apart) expect([read(errors), read(`${errors}.part`)]).toEqual([failures.join(''), '']);
      journal.start();
      appendFileSync(`${output}.part`, failures.join(''));
      await journal.finish({ prompts: 30, whole: false, rows: 3, failed: 1 });
      expect(read(output)).toBe(oks.join('') + failures.join(''));
      expect(existsSync(`${output}.part`)).toBe(false);
      // The source was stopped where the run had ended; that is the whole input all the same.
      expect(record()).toMatchObject({
        retrying: false,
        finished: { prompts: 30, whole: true, rows: 30, failed: 1 },
      });
    },
  );

  it('should take out only what is wanted, and nothing when nothing is', async () => {
    await finished(false);
    const none = await retry(({ code }) => code !== 'timeout');
    expect([none.taken, none.journal.finished?.rows, none.journal.finished?.failed]).toEqual([0, 30, 3]);
    expect(existsSync(`${output}.part`)).toBe(false);
    expect(record().retrying).toBe(false);
    let seen = 0;
    expect((await retry(() => seen++ % 3 === 1)).rows).toBe(29);
  });

  it.each([
    ['before anything was copied', ['errors.jsonl.part', 'out.jsonl.part']],
    ['when the failures were', ['out.jsonl.part']],
    ['when both were', []],
  ])('should go on after a kill %s', async (_, missing) => {
    await finished(true);
    await retry();
    expect(record()).toMatchObject({ state: 'closed', retrying: true });
    for (const name of missing) rmSync(join(folder, name));
    const { taken, rows } = await retry();
    expect([taken, rows]).toEqual([undefined, 27]);
    expect([read(`${output}.part`), read(`${errors}.part`)]).toEqual([oks.join(''), '']);
  });

  it('should go on with a retry that had begun to write, and let a run do so too', async () => {
    await finished(false);
    const { journal } = await retry();
    journal.start();
    appendFileSync(`${output}.part`, failures[0] as string);
    expect(await retry()).toMatchObject({ taken: undefined, rows: 28 });
    const run = await openJournal(output, { settings: {}, input });
    expect(run.done.count).toBe(28);
    run.release();
    expect(read(output)).toBe(rowsTo(30));
  });

  it('should refuse a run that is not finished, and rows of which there is no record', async () => {
    await expect(retry()).rejects.toThrow(/there is no .*out\.jsonl\.run\.json/);
    const journal = await openJournal(output, { settings: {}, input });
    journal.start();
    journal.release();
    await expect(retry()).rejects.toThrow('is not finished: go on with it first');
    writeFileSync(`${output}.part`, rowAt(9));
    await expect(retry()).rejects.toThrow('is not finished: go on with it first');
    expect(readdirSync(folder).filter((name) => name.includes('lock'))).toEqual([]);
  });
});
