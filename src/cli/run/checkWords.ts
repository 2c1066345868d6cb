import { existsSync } from 'node:fs';
import { ConfigError } from '../../errors/ConfigError.js';
import { nearCommand } from '../nearCommand.js';

/** Refuses more than one word that is no flag, and says what may have been meant by them. */
export function checkWords(words: readonly string[]): void {
  if (words.length < 2) return;
  const [first, ...rest] = words as [string, ...string[]];
  const all = words.join(' ');
  if (existsSync(first)) throw new ConfigError(`${all}: a run reads one FILE (cat ${all} | rxprompt)`);
  const command = nearCommand(first);
  if (command !== undefined) {
    throw new ConfigError(
      `no such command: ${first}; did you mean "rxprompt ${[command, ...rest].join(' ')}"?`,
    );
  }
  throw new ConfigError(
    `cannot read ${first}: there is no such file. To ask one question: echo ${JSON.stringify(all)} | rxprompt`,
  );
}
