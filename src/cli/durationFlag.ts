import { InvalidArgumentError } from 'commander';
import { MAX_TIMER_MS } from '../engine/expectNumber.js';

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** The value of a flag that is a time: `5` and `5s` are seconds, besides there are `ms`, `m` and `h`. Milliseconds. */
export function durationFlag(text: string): number {
  const [, digits, unit = 's'] = /^(\d+(?:\.\d+)?|\.\d+)(ms|s|m|h)?$/.exec(text.trim()) ?? [];
  const ms = Number(digits) * (UNIT_MS[unit] as number);
  if (ms > 0 && ms <= MAX_TIMER_MS) return ms;
  throw new InvalidArgumentError(
    'Expected a time above 0 and up to 24 days, such as 5 (seconds), 500ms, 10m.',
  );
}
