import { checkKinds } from './checkKinds.js';
import { DEFAULT_REDACTION_KINDS, REDACTION_KINDS, type RedactionKind } from './redactionKinds.js';

const SETS: Readonly<Record<string, readonly RedactionKind[]>> = {
  all: REDACTION_KINDS,
  default: DEFAULT_REDACTION_KINDS,
  none: [],
};

/**
 * Reads kinds as they are written on a command line: `all`, `default`, `none`, or a list such as `email,ssn`.
 * `-phone` and `no-phone` take one away; a list that begins so begins with the defaults.
 *
 * @throws RangeError that names the unknown kind and the nearest right one.
 */
export function parseKinds(text: string): RedactionKind[] {
  const words = text
    .toLowerCase()
    .split(/[,\s]+/)
    .filter((word) => word !== '');
  if (words.length === 0) {
    throw new RangeError(
      `expected kinds of personal data, all, default or none, got ${JSON.stringify(text)}`,
    );
  }
  const chosen = new Set<RedactionKind>();
  for (const [index, word] of words.entries()) {
    // No kind begins with «no-», so the prefix is never part of a name.
    const name = word.replace(/^(?:-|no-)/, '');
    const takeAway = name !== word;
    const named = Object.hasOwn(SETS, name) ? SETS[name]! : [name];
    checkKinds(named, Object.keys(SETS));
    if (takeAway && index === 0) for (const kind of DEFAULT_REDACTION_KINDS) chosen.add(kind);
    for (const kind of named) {
      if (takeAway) chosen.delete(kind);
      else chosen.add(kind);
    }
  }
  return REDACTION_KINDS.filter((kind) => chosen.has(kind));
}
