/** What may be written while it is made. */
export type Writable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * A constructor of plain objects, out of a function that fills `this`: they look as if a literal had made them.
 *
 * For what lives as long as a call. V8 counts how many objects of each literal survive; a burst of calls keeps all of theirs
 * alive, and from then on it allocates them among the old objects, where each keeps a whole prompt from being
 * collected young. What a constructor makes it does not count. See docs/decisions/2026-11-26-grown-old.md.
 */
export function plainly<T extends object, A extends readonly unknown[]>(
  fill: (this: Writable<T>, ...values: A) => void,
): new (
  ...values: A
) => T {
  fill.prototype = Object.prototype;
  return fill as unknown as new (
    ...values: A
  ) => T;
}
