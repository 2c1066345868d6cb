import { readFileSync } from 'node:fs';
import { createFinder, type Finder } from '../../src/text/createFinder.js';
import { REDACTION_KINDS } from '../../src/text/redactionKinds.js';

/** A place in a text where personal data stands. */
export interface Labelled {
  readonly kind: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Texts of one origin. */
export interface Sample {
  readonly labelled: readonly Labelled[];
  /** Texts without personal data; by `kind`, when they look like it. */
  readonly clean: readonly { readonly kind: string; readonly text: string }[];
}

/** Whether all of a labelled place is found, by whatever kinds: nothing of it stays but punctuation. */
export function isFound({ text, start, end }: Labelled, find: Finder): boolean {
  const covering = find(text).filter((found) => found.start < end && found.end > start);
  let rest = '';
  let done = start;
  for (const found of covering) {
    rest += text.slice(done, found.start);
    done = found.end;
  }
  return covering.length > 0 && !/[\p{L}\p{N}]/u.test(rest + text.slice(done, end));
}

/** Our own sentences, one a line: `Call [[phone|+44 7700 900461]].` */
export function ownSample(): Sample {
  const labelled: Labelled[] = [];
  const clean: { kind: string; text: string }[] = [];
  const file = new URL('../fixtures/personalData.txt', import.meta.url);
  for (const line of readFileSync(file, 'utf8').trimEnd().split('\n')) {
    const match = /\[\[([\w-]+)\|(.*)\]\]/.exec(line);
    // Line ends are written as \n.
    const text = line.replace(/\[\[[\w-]+\|(.*)\]\]/, '$1').replaceAll('\\n', '\n');
    if (match === null) clean.push({ kind: 'sentence', text });
    else {
      const [, kind, value] = match as unknown as [string, string, string];
      const start = line.slice(0, match.index).replaceAll('\\n', '\n').length;
      labelled.push({ kind, text, start, end: start + value.replaceAll('\\n', '\n').length });
    }
  }
  return { labelled, clean };
}

export const findAll: Finder = createFinder(REDACTION_KINDS);
