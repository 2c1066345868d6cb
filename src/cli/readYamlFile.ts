import { readFileSync } from 'node:fs';
import { reasonOf } from '../engine/reasonOf.js';
import { ConfigError } from '../errors/ConfigError.js';

/**
 * What `read` makes of the YAML or JSON in the file of a flag.
 *
 * @throws {ConfigError} naming the flag and the file, and what `read` or the parser says of it.
 */
export async function readYamlFile<T>(flag: string, file: string, read: (json: unknown) => T): Promise<T> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError(`cannot read ${flag} ${file}: ${reasonOf(error)}`, error);
  }
  const { parse } = await import('yaml');
  try {
    return read(parse(text));
  } catch (error) {
    // The parser shows the place on lines of its own.
    const [message] = (error as Error).message.split(/:?\n/);
    throw new ConfigError(`${flag} ${file}: ${message}`, error);
  }
}
