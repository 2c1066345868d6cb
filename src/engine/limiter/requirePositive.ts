/** Throws unless `value` is absent, or a finite number of at least `minimum` (by default: more than 0). */
export function requirePositive(name: string, value: number | undefined, minimum?: number): void {
  if (value === undefined) return;
  if (Number.isFinite(value) && (minimum === undefined ? value > 0 : value >= minimum)) return;
  throw new RangeError(
    `expected ${name} to be ${minimum === undefined ? 'a number above 0' : `at least ${minimum}`}, got ${value}`,
  );
}
