import { existsSync, statSync } from 'node:fs';
import { differenceOf } from '../engine/journal/differenceOf.js';
import { ConfigError } from '../errors/ConfigError.js';
import type { RowFile } from './RowFile.js';
import type { RunRecord } from './RunRecord.js';

/** Refuses a file that holds something, and no record says of which run. */
export function refuseStranger({ path, part }: RowFile): void {
  const holds = (name: string) => existsSync(name) && statSync(name).size > 0;
  if (holds(path)) {
    throw new ConfigError(`${path} exists: choose another name, or add --fresh to start over and replace it`);
  }
  if (holds(part)) {
    throw new ConfigError(
      `${part} holds rows, and the record of their run is gone: choose another name, or add --fresh to start over`,
    );
  }
}

/** Refuses to go on with rows that were written with other settings. */
export function refuseDifference(path: string, found: RunRecord, now: RunRecord): void {
  const difference = differenceOf(
    { ...found.settings, 'the output format': found.format, 'the file of failures': found.errors },
    { ...now.settings, 'the output format': now.format, 'the file of failures': now.errors },
  );
  if (difference === undefined) return;
  throw new ConfigError(
    `${path} has rows of a run in which ${difference}: ask for the same again, choose another name, or add --fresh to start over`,
  );
}
