import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ConfigError } from '../../errors/ConfigError.js';
import type { PaceRecord } from '../../types/PaceRecord.js';

/** Where the rows of a run stand, and what its record tells beside them. */
export interface FoundRows {
  readonly files: readonly string[];
  readonly finished: boolean;
  readonly pace: readonly PaceRecord[] | null;
}

/**
 * Finds the rows of the run that writes `output`: while it is unfinished they stand in `OUT.part`. Failures that were
 * kept apart (`--errors`) are found through `OUT.run.json`.
 *
 * @throws ConfigError when there are none.
 */
export function findRows(output: string): FoundRows {
  const path = output.replace(/\.part$/, '');
  const { errors, pace } = recordOf(`${path}.run.json`);
  const rows = rowsAt(path);
  if (rows === undefined)
    throw new ConfigError(`cannot report on ${output}: there is no such file, nor ${path}.part`);
  const failures = typeof errors === 'string' ? rowsAt(join(dirname(path), errors)) : undefined;
  const files = failures === undefined || failures === rows ? [rows] : [rows, failures];
  return {
    files,
    finished: !files.some((file) => file.endsWith('.part')),
    pace: Array.isArray(pace) ? pace.filter(isPace) : null,
  };
}

function rowsAt(path: string): string | undefined {
  return [`${path}.part`, path].find((name) => existsSync(name));
}

/** The report stands without it: one that cannot be read says nothing. */
function recordOf(path: string): Readonly<Record<string, unknown>> {
  try {
    const record: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof record === 'object' && record !== null ? (record as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function isPace(value: unknown): value is PaceRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { interval_s, rows, failed } = value as Partial<PaceRecord>;
  return typeof interval_s === 'number' && interval_s > 0 && Array.isArray(rows) && Array.isArray(failed);
}
