import { readFileSync } from 'node:fs';
import { reasonOf } from '../../engine/reasonOf.js';
import { ConfigError } from '../../errors/ConfigError.js';

/** The key in `file`, or on stdin for `-`; line ends around it don't count. */
export function readKeyFile(file: string): string {
  const where = file === '-' ? '--api-key-file - (stdin)' : `--api-key-file ${file}`;
  let text: string;
  try {
    text = readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new ConfigError(`cannot read ${where}: ${reasonOf(error)}`, error);
  }
  const key = text.replace(/^\uFEFF/, '').trim();
  if (key === '') throw new ConfigError(`${where} is empty: it should hold the key and nothing else`);
  // The text is not quoted: most of it may be a key.
  if (/\s/.test(key))
    throw new ConfigError(`${where} holds more than one word: it should hold the key and nothing else`);
  return key;
}
