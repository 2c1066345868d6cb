import { dirname, join } from 'node:path';
import type { FailedRow } from '../../engine/journal/failedRow.js';
import { ConfigError } from '../../errors/ConfigError.js';
import { readRecord } from '../../journal/readRecord.js';
import type { RunFlags, Typed } from '../run/RunFlags.js';
import { realPath } from '../run/realPath.js';
import { runPrompts } from '../run/runPrompts.js';
import { readSchema } from '../run/SchemaFile.js';
import type { RetryFlags } from './RetryFlags.js';

/** Rows of other commands, and what to do about the failed ones among them. */
const OTHER_ROWS: Readonly<Record<string, string>> = {
  parts:
    'answers of rxprompt summarize, which asks for what failed when it is run again with the same --state',
  trials: 'trials of rxprompt experiment, in which a failure counts like an answer',
};

/** `rxprompt retry`: a run for the failed rows alone, under the settings of theirs. Returns the exit code. */
export async function retryRows(output: string, flags: RetryFlags, typed: Typed): Promise<number> {
  const path = realPath(output);
  const record = readRecord(`${path}.run.json`);
  if (record === undefined) {
    throw new ConfigError(
      `cannot retry ${output}: there is no ${output}.run.json, which says what its rows are of; only runs with -o leave one`,
    );
  }
  const others = OTHER_ROWS[record.format ?? ''];
  if (others !== undefined) throw new ConfigError(`cannot retry ${output}: it holds ${others}`);
  const file = flags.input ?? record.input.path;
  if (file === null) {
    throw new ConfigError(
      'the prompts came through a pipe: give the same ones again, by --input FILE, or --input - for stdin',
    );
  }
  const { code, httpStatus, input, ...rest } = flags;
  const kept = Object.entries(record.flags).filter(([name]) => !typed(name as keyof RunFlags));
  const run = {
    ...rest,
    ...Object.fromEntries(kept),
    output,
    ...(record.format !== null && { outputFormat: record.format }),
    ...(record.errors !== null && { errors: join(dirname(path), record.errors) }),
    // What has been appended since is for a run.
    ...(record.finished !== null && { limit: record.finished.prompts }),
  } as unknown as RunFlags;
  const schema = readSchema(run);
  if (schema?.mark !== record.settings.schema) {
    throw new ConfigError(
      `cannot retry ${output}: --schema is no longer what its other rows were written with; give them a run of their own`,
    );
  }
  return runPrompts(file, run, typed, { wanted: wantedBy(code, httpStatus) });
}

function wantedBy(
  codes: readonly string[] = [],
  statuses: readonly string[] = [],
): (row: FailedRow) => boolean {
  const numbers = statuses.map((text) => {
    if (!/^[1-5]\d\d$/.test(text))
      throw new ConfigError(`--http-status ${text}: expected a number such as 429`);
    return Number(text);
  });
  return ({ code, httpStatus }) =>
    (codes.length === 0 || (code !== null && codes.includes(code))) &&
    (numbers.length === 0 || (httpStatus !== null && numbers.includes(httpStatus)));
}
