import type { FlagParser } from './flagKind.js';

/** A flag that may be repeated. */
export const listFlag: FlagParser<readonly string[]> = Object.assign(
  // What stands before may be `false`, of the --no- form.
  (text: string, before?: readonly string[]) => [...(before || []), text],
  { kind: { type: 'list' } as const },
);
