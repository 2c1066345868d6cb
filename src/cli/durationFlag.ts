import { InvalidArgumentError } from 'commander';
import { MAX_TIMER_MS } from '../engine/expectNumber.js';
import type { FlagParser } from './flagKind.js';

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

export const durationPattern = /^(\d+(?:\.\d+)?|\.\d+)(ms|s|m|h)?$/;

/** What a time may be, in words. */
export const durationWords = 'a time above 0 and up to 24 days, such as 5 (seconds), 500ms, 10m';

/** The value of a flag that is a time: `5` and `5s` are seconds, besides there are `ms`, `m` and `h`. Milliseconds. */
export const durationFlag: FlagParser<number> = Object.assign(
  (text: string): number => {
    const [, digits, unit = 's'] = durationPattern.exec(text.trim()) ?? [];
    const ms = Number(digits) * (UNIT_MS[unit] as number);
    if (ms > 0 && ms <= MAX_TIMER_MS) return ms;
    throw new InvalidArgumentError(`Expected ${durationWords}.`);
  },
  { kind: { type: 'duration' } as const },
);
