import { InvalidArgumentError } from 'commander';

/** What a number on the command line may be. */
export interface NumberFlagRange {
  /** Default 0. */
  readonly min?: number;
  /** The minimum itself is too little. Default false. */
  readonly exclusive?: boolean;
  readonly max?: number;
  readonly integer?: boolean;
}

/** A parser for the value of a flag that is a number; the message of its error completes «option --x is invalid». */
export function numberFlag({ min = 0, exclusive = false, max, integer = false }: NumberFlagRange = {}) {
  const kind = integer ? 'a whole number' : 'a number';
  const least = exclusive ? `above ${min}` : `of at least ${min}`;
  const bounds = max === undefined ? least : exclusive ? `${least}, at most ${max}` : `from ${min} to ${max}`;
  return (text: string): number => {
    // Number('') is 0, and Number('0x10') is 16.
    const value = /^[+-]?(\d[\d_]*\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)
      ? Number(text.replaceAll('_', ''))
      : Number.NaN;
    const fits =
      (exclusive ? value > min : value >= min) &&
      value <= (max ?? Number.MAX_VALUE) &&
      (!integer || Number.isSafeInteger(value));
    if (fits) return value;
    throw new InvalidArgumentError(`Expected ${kind} ${bounds}.`);
  };
}
