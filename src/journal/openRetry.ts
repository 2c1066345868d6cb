import { dirname, join } from 'node:path';
import { DoneRows } from '../engine/journal/DoneRows.js';
import { type FailedRow, failedRow } from '../engine/journal/failedRow.js';
import type { RowReader } from '../engine/journal/RowReader.js';
import { readerOf } from '../engine/journal/readerOf.js';
import { ConfigError } from '../errors/ConfigError.js';
import { eachLine } from './eachLine.js';
import { isUnchanged } from './FileIdentity.js';
import { Journal } from './Journal.js';
import { lockOutput, type OutputLock } from './lockOutput.js';
import { RowFile } from './RowFile.js';
import type { InputRecord } from './RunRecord.js';
import { readRecord } from './readRecord.js';
import { saveDurably } from './saveDurably.js';
import { writingAsync } from './writing.js';

/** Options of {@link openRetry}. */
export interface RetryOptions {
  readonly input: InputRecord;
  /** Which failures are asked for again. */
  readonly wanted: (row: FailedRow) => boolean;
  /** Puts rows in the order of the input at the end. */
  readonly ordered: boolean;
}

/** A finished output, opened anew. */
export interface OpenRetry {
  readonly journal: Journal;
  /** How many rows were taken out; `undefined` when an earlier try had done so. */
  readonly taken: number | undefined;
}

/**
 * Opens a finished `output` for another try at its failures: its other rows begin a new `.part`, which takes the place
 * of the output in the end. Until then all rows of before stay. A try that was stopped is gone on with.
 *
 * @throws ConfigError when nobody knows what the rows are of, or when the run itself is not finished.
 */
export async function openRetry(output: string, options: RetryOptions): Promise<OpenRetry> {
  const lock = await writingAsync(output, () => lockOutput(output));
  try {
    return await writingAsync(output, () => open(output, options, lock));
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function open(
  path: string,
  { input, wanted, ordered }: RetryOptions,
  lock: OutputLock,
): Promise<OpenRetry> {
  const recordPath = `${path}.run.json`;
  const found = readRecord(recordPath);
  if (found === undefined)
    throw new ConfigError(`cannot retry ${path}: there is no ${recordPath}, which says what it is of`);
  const output = new RowFile(path, found.state === 'closed');
  const errors =
    found.errors === null
      ? undefined
      : new RowFile(join(dirname(path), found.errors), found.state === 'closed');
  // Failures first: a kill in between then leaves rows out rather than in two files.
  const files = errors === undefined ? [output] : [errors, output];
  if (!found.retrying && (found.state === 'open' || files.some(({ at, part }) => at === part))) {
    throw new ConfigError(`${path} is not finished: go on with it first, by the command that began it`);
  }

  const reader = readerOf(found.format);
  let done = await rowsOf(files, reader);
  let taken: number | undefined;
  if (found.state === 'closed') {
    const isWanted = (bytes: Buffer, start: number, end: number) =>
      reader.failed && wanted(failedRow(bytes.toString('utf8', start, end)));
    if (!found.retrying) taken = done.failed === 0 ? 0 : await countRows(files, reader, isWanted);
    if (taken !== 0) {
      saveDurably(recordPath, `${JSON.stringify({ ...found, retrying: true }, null, 2)}\n`);
      for (const file of files) await file.copyWithout(reader, (...row) => !isWanted(...row));
      done = await rowsOf(files, reader);
    }
  }
  const nothing = {
    rows: done.count,
    failed: done.failed,
    prompts: 0,
    whole: true,
    ordered,
    output: null,
    errors: null,
  };
  const sameInput = found.input.format === input.format && isUnchanged(found.input.file, input.file);
  const journal = new Journal({
    lock,
    recordPath,
    record: {
      ...found,
      state: 'open',
      retrying: true,
      input: { ...input, file: sameInput ? input.file : null },
    },
    input,
    output,
    errors,
    done,
    finished: taken === 0 ? nothing : undefined,
    sameInput,
    ordered,
  });
  return { journal, taken };
}

async function rowsOf(files: readonly RowFile[], reader: RowReader): Promise<DoneRows> {
  const done = new DoneRows();
  for (const file of files) await file.read(reader, done);
  return done;
}

type IsWanted = (bytes: Buffer, start: number, end: number) => boolean;

async function countRows(files: readonly RowFile[], reader: RowReader, isWanted: IsWanted): Promise<number> {
  let count = 0;
  for (const { at } of files) {
    if (at === undefined) continue;
    await eachLine(at, {
      line(bytes, start, end) {
        if (reader.read(bytes, start, end) && isWanted(bytes, start, end)) count++;
      },
    });
  }
  return count;
}
