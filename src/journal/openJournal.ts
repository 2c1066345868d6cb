import { rmSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { DoneRows } from '../engine/journal/DoneRows.js';
import { readerOf } from '../engine/journal/readerOf.js';
import { identityOf, isUnchanged, steady } from './FileIdentity.js';
import { Journal } from './Journal.js';
import { lockOutput, type OutputLock } from './lockOutput.js';
import { RowFile } from './RowFile.js';
import type { InputRecord, RunRecord } from './RunRecord.js';
import { readRecord } from './readRecord.js';
import { refuseDifference, refuseStranger } from './refuse.js';
import { writingAsync } from './writing.js';

/** Options of {@link openJournal}. */
export interface JournalOptions {
  /** What changes an answer, by name: rows that are there must have been written with the same. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly input: InputRecord;
  /** Only so many prompts from the start of the input. Default all. */
  readonly limit?: number;
  /** How rows are written. Default: as those that are there, or as `begin` says. */
  readonly format?: string;
  /** The file of failures. Default none: they stand among the rows. */
  readonly errors?: string;
  /** Kept in the record. */
  readonly flags?: Readonly<Record<string, unknown>>;
  /** Puts rows in the order of the input at the end. Default false. */
  readonly ordered?: boolean;
  /** Starts over: what was there is forgotten, and a finished output replaced at the end. */
  readonly fresh?: boolean;
}

/**
 * Opens `output` for a run, or for what is left of one: takes the lock, compares the settings, and finds the rows
 * that are there.
 *
 * @throws ConfigError when another process writes it, when it holds something else, or when a setting differs.
 */
export async function openJournal(output: string, options: JournalOptions): Promise<Journal> {
  const lock = await writingAsync(output, () => lockOutput(output));
  try {
    return await writingAsync(output, () => open(output, options, lock));
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function open(path: string, options: JournalOptions, lock: OutputLock): Promise<Journal> {
  const recordPath = `${path}.run.json`;
  const { fresh = false, ordered = false, input } = options;
  const found = fresh ? undefined : readRecord(recordPath);
  const fileOf = (name: string) => new RowFile(name, found?.state === 'closed');
  const output = fileOf(path);
  const errors = options.errors === undefined ? undefined : fileOf(options.errors);
  const files = errors === undefined ? [output] : [output, errors];
  const record = recordOf(found, path, options);
  if (fresh) {
    rmSync(recordPath, { force: true });
    for (const file of files) file.discard();
  } else if (found === undefined || (found.state === 'open' && output.at === undefined)) {
    for (const file of files) refuseStranger(file);
  } else if (files.some((file) => file.size > 0)) refuseDifference(path, found, record);

  // A file of failures that another run knows nothing of is not its to replace.
  if (errors !== undefined && !fresh && found?.errors !== record.errors) refuseStranger(errors);
  const sameInput =
    found !== undefined && found.input.format === input.format && isUnchanged(found.input.file, input.file);
  const done = new DoneRows();
  const finished = sameInput && hasEnded(found, options, files) ? found.finished : null;
  if (finished === null) for (const file of files) await file.read(readerOf(record.format), done);
  // Rows that are there are compared with the input first; only then may it be remembered as theirs.
  const known = sameInput || done.count === 0 ? steady(input.file, Date.now()) : null;
  return new Journal({
    lock,
    recordPath,
    record: { ...record, input: { ...input, file: known } },
    input,
    output,
    errors,
    done,
    finished: finished ?? undefined,
    sameInput,
    ordered,
  });
}

function recordOf(found: RunRecord | undefined, path: string, options: JournalOptions): RunRecord {
  const { settings, input, format, errors, flags = {} } = options;
  return {
    version: 1,
    state: found?.state ?? 'open',
    settings,
    input,
    format: format ?? found?.format ?? null,
    errors: errors === undefined ? null : relative(dirname(path), errors),
    flags,
    retrying: found?.retrying ?? false,
    finished: found?.finished ?? null,
    budget: found?.budget ?? null,
    pace: found?.pace ?? [],
  };
}

/** True when nothing is left to do: every prompt has its row, and the files are as they were left. */
function hasEnded(
  { finished }: RunRecord,
  { limit, ordered }: Pick<JournalOptions, 'limit' | 'ordered'>,
  files: readonly RowFile[],
): boolean {
  if (finished === null || (ordered && !finished.ordered)) return false;
  if (!finished.whole && (limit === undefined || limit > finished.prompts)) return false;
  const [output, errors] = files;
  return (
    isUnchanged(finished.output, output && identityOf(output.path)) &&
    (errors === undefined || isUnchanged(finished.errors, identityOf(errors.path))) &&
    files.every((file) => file.at === file.path)
  );
}
