import type { Finder } from '../../src/text/createFinder.js';

/** A place in a text where personal data stands. */
export interface Labelled {
  readonly kind: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Texts of one origin. */
export interface Sample {
  readonly name: string;
  readonly labelled: readonly Labelled[];
  /** Sentences without personal data. */
  readonly clean: readonly string[];
  /** Texts that look like a kind and are none: each tells, but they are no sample of what people write. */
  readonly decoys: readonly { readonly kind: string; readonly text: string }[];
}

/** Whether all of a labelled place is found, by whatever kinds: nothing of it stays but punctuation. */
export function isFound({ text, start, end }: Labelled, find: Finder): boolean {
  let rest = '';
  let done = start;
  for (const found of find(text)) {
    if (found.end <= start || found.start >= end) continue;
    rest += text.slice(done, found.start);
    done = found.end;
  }
  return done > start && !/[\p{L}\p{N}]/u.test(rest + text.slice(done, end));
}
