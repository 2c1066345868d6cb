/** Finds the last border of its kind from `from` to `to`; -1 when there is none. Borders are above 0. */
export type FindBorder = (text: string, from: number, to: number) => number;

/** No sentence is looked for further back. */
const SENTENCE_REACH = 4_096;
const WORD_REACH = 256;
/** So much behind a place tells whether it is a border. */
const AHEAD = 64;

// One locale everywhere: the same text is to be divided alike on every machine.
const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });
const words = new Intl.Segmenter('en', { granularity: 'word' });
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** A heading of Markdown, or a line that begins a chapter in a plain book. */
const HEADING =
  /(?: {0,3}#{1,6}[ \t]|(?:chapter|part|book|section|appendix)[ \t]+(?:\d+|[ivxlc]+)\b|第[\d〇零一二三四五六七八九十百千两]{1,9}[章回节節卷部篇])/iy;
/** A heading that is underlined. */
const UNDERLINED = /[^\r\n]+\r?\n {0,3}(?:=+|-{3,})[ \t]*(?:\r?\n|$)/y;

/** Before a heading. */
export const lastHeading: FindBorder = (text, from, to) =>
  lastLineStart(text, from, to, (at) => {
    HEADING.lastIndex = at;
    if (HEADING.test(text)) return true;
    if (!isBlankBefore(text, at)) return false;
    UNDERLINED.lastIndex = at;
    return UNDERLINED.test(text);
  });

/** Behind blank lines. */
export const lastParagraph: FindBorder = (text, from, to) =>
  lastLineStart(text, from, to, (at) => isBlankBefore(text, at) && !isWhite(text.charCodeAt(at)));

/** Behind the end of a line. */
export const lastLine: FindBorder = (text, from, to) => lastLineStart(text, from, to, () => true);

/** Behind a sentence and the space that follows it. The ends of lines in it are spaces: prose may be wrapped. */
export const lastSentence: FindBorder = (text, from, to) => {
  const start = Math.max(from - 1, to - SENTENCE_REACH, 0);
  const near = text.slice(start, to + AHEAD).replace(/[\r\n]/g, ' ');
  return within(start + startOf(sentences, near, to - start), from, start);
};

/** Behind white space, or else between words. */
export const lastWord: FindBorder = (text, from, to) => {
  const start = Math.max(from - 1, to - WORD_REACH, 0);
  for (let at = to; at > start; at--)
    if (isWhite(text.charCodeAt(at - 1)) && !isWhite(text.charCodeAt(at))) return at;
  const near = text.slice(start, to + AHEAD);
  return within(start + startOf(words, near, to - start), from, start);
};

/** Where the grapheme begins that `at` is in: `at` itself when it is between two. The text must begin with a whole one. */
export function graphemeStart(text: string, at: number): number {
  return startOf(graphemes, text.slice(0, at + AHEAD), at);
}

/** `at`, or the place before it when it is within a pair of surrogates. */
export function codePointStart(text: string, at: number): number {
  return codePointEnd(text, at - 1) > at ? at - 1 : at;
}

/** Behind the character at `at`. */
export function codePointEnd(text: string, at: number): number {
  return at + ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);
}

function startOf(segmenter: Intl.Segmenter, text: string, at: number): number {
  return segmenter.segment(text).containing(at)?.index ?? at;
}

/** `at` when it is far enough from the start of what was looked at. */
function within(at: number, from: number, start: number): number {
  return at >= from && at > start ? at : -1;
}

function lastLineStart(text: string, from: number, to: number, is: (at: number) => boolean): number {
  const least = Math.max(1, from);
  for (let at = text.lastIndexOf('\n', to - 1) + 1; at >= least; at = text.lastIndexOf('\n', at - 2) + 1) {
    if (is(at)) return at;
    if (at < 2) break;
  }
  return -1;
}

/** Whether the line before the one at `at` is blank. */
function isBlankBefore(text: string, at: number): boolean {
  let index = at - 2;
  while (index >= 0 && text[index] !== '\n' && isWhite(text.charCodeAt(index))) index--;
  return index >= 0 && text[index] === '\n';
}

function isWhite(unit: number): boolean {
  return unit === 32 || (unit >= 9 && unit <= 13) || unit === 0xa0 || unit === 0x3000;
}
