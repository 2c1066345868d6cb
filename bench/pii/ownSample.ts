import { readFileSync } from 'node:fs';
import type { Labelled, Sample } from './Sample.js';

const FILE = new URL('../../test/fixtures/personalData.txt', import.meta.url);
/** `Call [[phone|+44 7700 900461]].` */
const MARKED = /\[\[([\w-]+)\|(.*)\]\]/;

/** Sentences of our own, one a line; line ends in them are written as `\n`. */
export function ownSample(): Sample {
  const labelled: Labelled[] = [];
  const clean: string[] = [];
  for (const line of readFileSync(FILE, 'utf8').trimEnd().split('\n')) {
    const text = unescaped(line.replace(MARKED, '$2'));
    const match = MARKED.exec(line);
    if (match === null) {
      clean.push(text);
      continue;
    }
    const [, kind, value] = match as unknown as readonly [string, string, string];
    const start = unescaped(line.slice(0, match.index)).length;
    labelled.push({ kind, text, start, end: start + unescaped(value).length });
  }
  return { name: 'our own', labelled, clean, decoys: [] };
}

const unescaped = (line: string) => line.replaceAll('\\n', '\n');
