import { graphemeStart } from './borders.js';

const SENTENCE_END = /[.!?。！？]["'”’」』)）]*\s*/g;
const SPACE = /\s+/g;

/** The end of `text` from `from` on, begun behind a sentence or a space when there is one in its first half. */
export function tailOf(text: string, from: number): string {
  if (from >= text.length) return '';
  if (from <= 0) return text;
  const tail = text.slice(from);
  const half = tail.length / 2;
  for (const border of [SENTENCE_END, SPACE]) {
    border.lastIndex = 0;
    const found = border.exec(tail);
    const at = found === null ? tail.length : found.index + found[0].length;
    if (at <= half && graphemeStart(text, from + at) === from + at) return tail.slice(at);
  }
  let at = from;
  while (at < text.length && graphemeStart(text, at) !== at) at++;
  return text.slice(at);
}
