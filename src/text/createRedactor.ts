import { createFinder } from './createFinder.js';
import type { Detector } from './Detector.js';
import type { RedactionKind } from './redactionKinds.js';

/**
 * Takes personal data out of a text: each find is replaced by its kind and added to `counts`. Returns the same
 * string when nothing was found.
 */
export type Redactor = (text: string, counts: Record<string, number>) => string;

/**
 * Makes a {@link Redactor} for `kinds` and for what `detectors` find; a find of theirs wins over ours.
 *
 * @throws RangeError when a kind is unknown.
 */
export function createRedactor(
  kinds: readonly RedactionKind[],
  detectors: readonly Detector[] = [],
): Redactor {
  const find = createFinder(kinds, detectors);
  return (text, counts) => {
    const found = find(text);
    if (found.length === 0) return text;

    let redacted = '';
    let done = 0;
    for (const { start, end, kind } of found) {
      redacted += `${text.slice(done, start)}[${kind.toUpperCase().replaceAll('-', '_')}]`;
      done = end;
      counts[kind] = (counts[kind] ?? 0) + 1;
    }
    return redacted + text.slice(done);
  };
}
