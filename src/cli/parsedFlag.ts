import { InvalidArgumentError } from 'commander';
import { ConfigError } from '../errors/ConfigError.js';
import type { FlagParser } from './flagKind.js';

/**
 * A flag whose text is read by `parse`, which returns `undefined` for what is not `words`: `a time with its zone`. A
 * `ConfigError` that it throws says more.
 *
 * @param orNumber In a configuration file it may be a number without quotes, too.
 */
export function parsedFlag<T>(
  words: string,
  parse: (text: string) => T | undefined,
  { orNumber = false }: { readonly orNumber?: boolean } = {},
): FlagParser<T> {
  const read = (text: string): T => {
    let value: T | undefined;
    try {
      value = parse(text);
    } catch (error) {
      if (error instanceof ConfigError) throw new InvalidArgumentError(`${capital(error.message)}.`);
      throw error;
    }
    if (value !== undefined) return value;
    throw new InvalidArgumentError(`Expected ${words}.`);
  };
  return Object.assign(read, { kind: { type: 'parsed', words, orNumber } as const });
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
