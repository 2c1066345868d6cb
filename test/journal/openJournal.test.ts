import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { identityOf } from '../../src/journal/FileIdentity.js';
import { type JournalOptions, openJournal } from '../../src/journal/openJournal.js';
import { rowAt, rowsTo } from './rows.js';

const folder = mkdtempSync(join(tmpdir(), 'rxprompt-journal-'));
const output = join(folder, 'out.jsonl');
const errors = join(folder, 'errors.jsonl');
const prompts = join(folder, 'prompts.txt');
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
  writeFileSync(prompts, 'a\nb\n');
});

const input = () => ({ path: prompts, format: 'auto', file: identityOf(prompts) ?? null });
const open = (options: Partial<JournalOptions> = {}) =>
  openJournal(output, { settings: { model: 'm' }, input: input(), format: 'flat', ...options });
const read = (path: string) => readFileSync(path, 'utf8');
const record = () => JSON.parse(read(`${output}.run.json`));

/** A run that writes so many rows; killed unless it is let finish. */
async function someRun(rows: number, finish: boolean, options: Partial<JournalOptions> = {}) {
  const journal = await open(options);
  journal.start();
  journal.begin('flat');
  appendFileSync(`${output}.part`, rowsTo(rows));
  if (finish) await journal.finish({ prompts: rows, whole: true, rows, failed: 0 });
  journal.release();
  return journal;
}

describe('openJournal', () => {
  it('should grow a .part beside its record, and give the output its name at the end', async () => {
    await someRun(3, false);
    expect(readdirSync(folder).sort()).toEqual(['out.jsonl.part', 'out.jsonl.run.json', 'prompts.txt']);
    expect(record()).toMatchObject({ version: 1, state: 'open', settings: { model: 'm' }, format: 'flat' });
    const journal = await open();
    expect([journal.done.count, journal.finished]).toEqual([3, undefined]);
    journal.start();
    journal.begin('flat');
    appendFileSync(`${output}.part`, rowAt(3));
    await journal.finish({ prompts: 4, whole: true, rows: 1, failed: 0 });
    journal.release();
    expect(readdirSync(folder).sort()).toEqual(['out.jsonl', 'out.jsonl.run.json', 'prompts.txt']);
    expect(read(output)).toBe(rowsTo(4));
    expect(record()).toMatchObject({
      state: 'closed',
      finished: { prompts: 4, rows: 4, failed: 0, whole: true },
    });
  });

  it('should go on with a finished output without taking it away before there is a row to add', async () => {
    await someRun(3, true);
    const journal = await open();
    expect(journal.done.count).toBe(3);
    journal.start();
    expect(existsSync(output)).toBe(true);
    journal.begin('flat');
    expect([existsSync(output), existsSync(`${output}.part`)]).toEqual([false, true]);
    appendFileSync(`${output}.part`, rowAt(3));
    journal.release();
    expect(record()).toMatchObject({ state: 'open', finished: null });
    const after = await open();
    expect(after.done.count).toBe(4);
    after.release();
  });

  it('should know at once that nothing is left to do, as long as nothing has changed', async () => {
    await someRun(3, true);
    // The input is too young: a change in the same tick of the clock would not show. As if it were older:
    const steady = { ...record(), input: input() };
    writeFileSync(`${output}.run.json`, JSON.stringify(steady));
    const opened = async (options: Partial<JournalOptions> = {}) => {
      const journal = await open(options);
      journal.release();
      return { finished: journal.finished?.rows, sameInput: journal.sameInput, rows: journal.done.count };
    };
    expect(await opened()).toEqual({ finished: 3, sameInput: true, rows: 0 });
    expect(await opened({ limit: 2 })).toMatchObject({ finished: 3 });
    expect(await opened({ input: { ...input(), format: 'lines' } })).toEqual({
      finished: undefined,
      sameInput: false,
      rows: 3,
    });
    const later = new Date(Date.now() + 1_000);
    utimesSync(output, later, later);
    expect(await opened()).toEqual({ finished: undefined, sameInput: true, rows: 3 });
    appendFileSync(prompts, 'c\n');
    expect(await opened()).toEqual({ finished: undefined, sameInput: false, rows: 3 });
    // Only a limit had come to its end.
    writeFileSync(
      `${output}.run.json`,
      JSON.stringify({
        ...steady,
        input: input(),
        finished: { ...steady.finished, whole: false, output: identityOf(output) },
      }),
    );
    expect(await opened({ limit: 3 })).toMatchObject({ finished: 3 });
    expect(await opened({ limit: 4 })).toMatchObject({ finished: undefined, rows: 3 });
    expect(await opened()).toMatchObject({ finished: undefined, rows: 3 });
  });

  it('should not remember an input as that of rows which it was never compared with', async () => {
    await someRun(3, false);
    appendFileSync(prompts, 'c\n');
    const journal = await open();
    journal.start();
    journal.release();
    expect(record().input.file).toBe(null);
  });

  it('should refuse other settings, and name the first that differs', async () => {
    await someRun(2, false, { settings: { model: 'm', temperature: 0 } });
    await expect(open({ settings: { model: 'n', temperature: 1 } })).rejects.toThrow(
      /rows of a run in which model was "m" and is "n" now: .*--fresh/,
    );
    await expect(open({ settings: { model: 'm' } })).rejects.toThrow('temperature was 0 and is not set now');
    await expect(open({ settings: { model: 'm', temperature: 0, system: 's'.repeat(99) } })).rejects.toThrow(
      /system was not set and is "s{58}… now/,
    );
    await expect(open({ settings: { model: 'm', temperature: 0 }, errors })).rejects.toThrow(
      'the file of failures was not set and is "errors.jsonl" now',
    );
    await expect(open({ settings: { model: 'm', temperature: 0 }, format: 'batch' })).rejects.toThrow(
      'the output format was "flat" and is "batch" now',
    );
    expect(read(`${output}.part`)).toBe(rowsTo(2));
    const journal = await open({ settings: { temperature: 0, model: 'm' } });
    journal.release();
  });

  it('should take any settings as long as there are no rows, and keep what was spent', async () => {
    const journal = await someRun(0, false);
    journal.budget.save({ spent_usd: 1, unreported_usd: 0, leased_usd: 0.5 });
    const other = await open({ settings: { model: 'n' } });
    expect(other.budget.load()).toEqual({ spent_usd: 1, unreported_usd: 0, leased_usd: 0.5 });
    other.release();
  });

  it('should start over with fresh, and keep a finished output until the new one is finished too', async () => {
    await someRun(3, true);
    const journal = await open({ fresh: true, settings: { model: 'other' } });
    journal.start();
    journal.begin('flat');
    appendFileSync(`${output}.part`, rowAt(0));
    expect(read(output)).toBe(rowsTo(3));
    journal.release();
    const resumed = await open({ settings: { model: 'other' } });
    expect(resumed.done.count).toBe(1);
    await resumed.finish({ prompts: 1, whole: true, rows: 0, failed: 0 });
    resumed.release();
    expect(read(output)).toBe(rowAt(0));
  });

  it.each(['out.jsonl', 'out.jsonl.part', 'errors.jsonl'])(
    'should refuse %s when nobody knows whose it is',
    async (name) => {
      writeFileSync(join(folder, name), rowsTo(1));
      await expect(open({ errors })).rejects.toThrow(/(exists|is gone).*--fresh/);
      expect(read(join(folder, name))).toBe(rowsTo(1));
      expect(readdirSync(folder).filter((file) => file.includes('lock'))).toEqual([]);
    },
  );

  it.each(['', '{}', 'null', '{"version":2}', '{"version":1,"state":"odd"}'])(
    'should refuse the record %j',
    async (text) => {
      writeFileSync(`${output}.run.json`, text);
      await expect(open()).rejects.toThrow(
        /run\.json is no record of a run, or one of another version.*--fresh/,
      );
      (await open({ fresh: true })).release();
    },
  );

  it('should find rows on both sides of a rename that a kill has cut off', async () => {
    const half = async () => {
      const journal = await open({ errors });
      const { count } = journal.done;
      journal.release();
      return count;
    };
    const journal = await open({ errors });
    journal.start();
    journal.begin('flat');
    await journal.finish({ prompts: 0, whole: true, rows: 0, failed: 0 });
    journal.release();
    // Both are closed; then the one, and then both have their names.
    rmSync(output);
    rmSync(errors);
    writeFileSync(`${output}.part`, rowAt(0));
    writeFileSync(`${errors}.part`, rowAt(9));
    expect(await half()).toBe(2);
    rmSync(`${errors}.part`);
    writeFileSync(errors, rowAt(9));
    expect(await half()).toBe(2);
    rmSync(`${output}.part`);
    writeFileSync(output, rowAt(0));
    expect(await half()).toBe(2);
  });
});
