import { InvalidArgumentError } from 'commander';
import type { FlagParser } from './flagKind.js';

/** A flag whose text is read by `parse`, which returns `undefined` for what is not `words`: `a time with its zone`. */
export function parsedFlag<T>(words: string, parse: (text: string) => T | undefined): FlagParser<T> {
  const read = (text: string): T => {
    const value = parse(text);
    if (value !== undefined) return value;
    throw new InvalidArgumentError(`Expected ${words}.`);
  };
  return Object.assign(read, { kind: { type: 'parsed', words } as const });
}
