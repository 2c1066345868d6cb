import { InvalidArgumentError } from 'commander';
import type { FlagParser, NumberFlagRange } from './flagKind.js';

/** What such a number is, in words: `a whole number of at least 1`. */
export function numberWords({ min = 0, exclusive = false, max, integer = false }: NumberFlagRange): string {
  const kind = integer ? 'a whole number' : 'a number';
  const least = exclusive ? `above ${min}` : `of at least ${min}`;
  const bounds = max === undefined ? least : exclusive ? `${least}, at most ${max}` : `from ${min} to ${max}`;
  return `${kind} ${bounds}`;
}

/** A parser for the value of a flag that is a number; the message of its error completes «option --x is invalid». */
export function numberFlag(range: NumberFlagRange = {}): FlagParser<number> {
  const { min = 0, exclusive = false, max, integer = false } = range;
  const parse = (text: string): number => {
    // Number('') is 0, and Number('0x10') is 16.
    const value = /^[+-]?(\d[\d_]*\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)
      ? Number(text.replaceAll('_', ''))
      : Number.NaN;
    const fits =
      (exclusive ? value > min : value >= min) &&
      value <= (max ?? Number.MAX_VALUE) &&
      (!integer || Number.isSafeInteger(value));
    if (fits) return value;
    throw new InvalidArgumentError(`Expected ${numberWords(range)}.`);
  };
  return Object.assign(parse, { kind: { type: 'number', ...range } as const });
}
