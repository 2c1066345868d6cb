import { nearestWord } from './nearestWord.js';
import { REDACTION_KINDS, type RedactionKind } from './redactionKinds.js';

/**
 * Makes sure that `kinds` are known ones.
 *
 * @param others Further words that the caller would take, for the «did you mean».
 * @throws RangeError that names the unknown kind and the nearest right one.
 */
export function checkKinds(
  kinds: readonly string[],
  others: readonly string[] = [],
): asserts kinds is readonly RedactionKind[] {
  for (const kind of kinds) {
    if ((REDACTION_KINDS as readonly string[]).includes(kind)) continue;
    const nearest = nearestWord(kind, [...REDACTION_KINDS, ...others]);
    throw new RangeError(
      `expected kinds of personal data to be among ${[...REDACTION_KINDS, ...others].join(', ')}, ` +
        `got ${JSON.stringify(kind)}; did you mean "${nearest}"?`,
    );
  }
}
