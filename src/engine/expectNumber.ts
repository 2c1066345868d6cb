/** What an option that is a number may be. */
export interface NumberRange {
  readonly min: number;
  /** Default: no bound, `Infinity` included. */
  readonly max?: number;
  readonly integer?: boolean;
}

/** The longest delay a timer of JavaScript can keep; a longer one fires at once. Milliseconds: 24.8 days. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

/** Throws a RangeError that names the option, what it may be and what it is. `undefined` passes. */
export function expectNumber(name: string, value: number | undefined, range: NumberRange): void {
  if (value === undefined) return;
  const { min, max = Number.POSITIVE_INFINITY, integer = false } = range;
  // NaN fails both comparisons.
  if (value >= min && value <= max && (!integer || Number.isInteger(value))) return;
  const kind = integer ? 'an integer' : 'a number';
  const bounds = max === Number.POSITIVE_INFINITY ? `of at least ${min}` : `from ${min} to ${max}`;
  throw new RangeError(`expected ${name} to be ${kind} ${bounds}, got ${value}`);
}
