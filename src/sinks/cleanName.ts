import type { Redactor } from '../text/createRedactor.js';

/** Names and numbers too short to be anybody's, and UUIDs: most are let through by one look. */
const PLAIN = /^(?:[A-Za-z._-]{0,20}\d{0,6}|[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12})$/;

/** A name or a number of the caller's, such as an id, without what `redact` finds. */
export function cleanName(name: string, redact: Redactor): string {
  return PLAIN.test(name) ? name : redact(name, {});
}
