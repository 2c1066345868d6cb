/** Thrown while one row is read and caught with it: its message completes «line 7 ...». Never leaves a source. */
export class BadInput extends Error {
  override readonly name = 'BadInput';
}

/** What `value` is, for people. */
export function typeOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`;
}
