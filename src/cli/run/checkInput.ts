import { accessSync, constants, fstatSync, type Stats, statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { reasonOf } from '../../engine/reasonOf.js';
import { ConfigError } from '../../errors/ConfigError.js';
import { nearCommand } from '../nearCommand.js';

/** What prompts are read from. */
export interface Input {
  readonly source: string | Readable;
  /** For people. */
  readonly name: string;
  readonly stats: Stats;
}

/** Finds the input, before anything else is touched. `undefined` and `-` are stdin. */
export function checkInput(file: string | undefined): Input {
  if (file === undefined || file === '-') {
    const stats = fstatSync(0);
    if (stats.isDirectory()) throw new ConfigError('cannot read stdin: it is a folder');
    return { source: process.stdin, name: 'stdin', stats };
  }
  try {
    const stats = statSync(file);
    if (stats.isDirectory()) throw new ConfigError(`cannot read ${file}: it is a folder; name a file in it`);
    accessSync(file, constants.R_OK);
    return { source: file, name: file, stats };
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new ConfigError(`cannot read ${file}: ${reasonOf(error)}${hint(file)}`, error);
  }
}

/** A file that is not there may have been meant as something else. */
function hint(file: string): string {
  if (/\s/.test(file)) return `. To ask one question: echo ${JSON.stringify(file)} | rxprompt`;
  const command = nearCommand(file);
  return command === undefined ? '' : `, and no such command; did you mean "rxprompt ${command}"?`;
}
