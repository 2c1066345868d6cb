import { readFileSync } from 'node:fs';
import { ConfigError } from '../errors/ConfigError.js';
import type { RunRecord } from './RunRecord.js';

/**
 * The record of a run; `undefined` when there is none.
 *
 * @throws ConfigError when there is one that cannot be read.
 */
export function readRecord(path: string): RunRecord | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new ConfigError(`cannot read ${path}: ${(error as Error).message}`, error);
  }
  const record = parse(text);
  if (record === undefined) {
    throw new ConfigError(
      `${path} is no record of a run, or one of another version of rxprompt: --fresh starts over without it`,
    );
  }
  return record;
}

function parse(text: string): RunRecord | undefined {
  let record: unknown;
  try {
    record = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(record) || record.version !== 1) return undefined;
  const { state, settings, input, finished } = record;
  const whole =
    (state === 'open' || state === 'closed') &&
    isObject(settings) &&
    isObject(input) &&
    (finished === null || (isObject(finished) && Number.isSafeInteger(finished.prompts)));
  return whole ? (record as unknown as RunRecord) : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
