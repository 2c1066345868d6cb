import { createRedactor } from './createRedactor.js';
import type { RedactionKind } from './redactionKinds.js';

/** A text without personal data, and how many pieces of each kind it had. */
export interface Redacted {
  readonly text: string;
  readonly counts: Record<string, number>;
}

/**
 * Replaces personal data by its kind, such as `[EMAIL]`. The text is the same string when nothing was found.
 * For many texts make one `createRedactor`.
 *
 * @throws RangeError when a kind is unknown.
 */
export function redact(text: string, kinds: readonly RedactionKind[]): Redacted {
  const counts: Record<string, number> = {};
  return { text: createRedactor(kinds)(text, counts), counts };
}
