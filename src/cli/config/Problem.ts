import { ConfigError } from '../../errors/ConfigError.js';
import type { Place } from './ConfigFile.js';

/** Something wrong in a configuration file. */
export interface Problem extends Place {
  readonly message: string;
}

/** All that is wrong in a file, as one error, in the order of the lines. */
export function problemError(path: string, problems: readonly Problem[]): ConfigError {
  const texts = problems
    .toSorted((a, b) => a.line - b.line || a.col - b.col)
    .map(({ line, col, message }) => `${path}:${line}:${col}: ${message}`);
  const lines = [...new Set(texts)];
  return new ConfigError(
    lines.length === 1 ? (lines[0] as string) : [`${path}: ${lines.length} problems`, ...lines].join('\n  '),
  );
}
