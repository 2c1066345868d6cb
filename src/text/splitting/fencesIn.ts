/** A block of code between fences, with them. */
export interface Fence {
  /** 0 also when it began before the text. */
  readonly start: number;
  /** Behind its last line; of one that is not closed, the end of the text. */
  readonly end: number;
  /** What it is fenced with. */
  readonly mark: string;
}

const LINE = /^ {0,3}(`{3,}|~{3,})([^\n]*)(?:\n|$)/gm;

/**
 * The fenced blocks of Markdown in `text`, in order.
 *
 * @param open The mark of one that has begun before it.
 */
export function fencesIn(text: string, open: string | undefined): readonly Fence[] {
  if (open === undefined && !text.includes('```') && !text.includes('~~~')) return [];
  const fences: Fence[] = [];
  let mark = open;
  let start = 0;
  for (const { 0: line, 1: found = '', 2: rest = '', index } of text.matchAll(LINE)) {
    if (mark === undefined) {
      // Such a line is code within a line.
      if (found.startsWith('`') && rest.includes('`')) continue;
      mark = found;
      start = index;
    } else if (found.startsWith(mark) && rest.trim() === '') {
      fences.push({ start, end: index + line.length, mark });
      mark = undefined;
    }
  }
  if (mark !== undefined) fences.push({ start, end: text.length, mark });
  return fences;
}
