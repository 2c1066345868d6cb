import { existsSync, statSync, truncateSync } from 'node:fs';
import { DoneRows } from '../engine/journal/DoneRows.js';
import { readerOf } from '../engine/journal/readerOf.js';
import { ConfigError } from '../errors/ConfigError.js';
import { scanRows } from './scanRows.js';

/** Options of {@link findRows}. */
export interface FindRowsOptions {
  /** How `toJsonl` has written them. Default `flat`. */
  readonly format?: 'flat' | 'batch';
}

/**
 * The rows that a run has written to `path`, for `restore`, so that the run can go on: nothing of them is parsed, and ten million
 * take three seconds. A row at the end that a kill has torn is cut off. A file that is not there has none.
 *
 * @throws ConfigError for a file that holds anything else, or two rows for one prompt; nothing of it is touched.
 */
export async function findRows(path: string, { format = 'flat' }: FindRowsOptions = {}): Promise<DoneRows> {
  const done = new DoneRows();
  if (!existsSync(path)) return done;
  const { bytes, lines, broken } = await scanRows(path, readerOf(format), done);
  if (broken > 0 || lines !== bytes) {
    throw new ConfigError(
      `${path} holds lines that are no ${format} rows, or two rows for one prompt: choose another name for the output`,
    );
  }
  if (bytes < statSync(path).size) truncateSync(path, bytes);
  return done;
}
