import { printable } from '../printable.js';

/** What came from a keyboard. */
export type Keys =
  /** Keys as they were pressed, escape sequences whole or not; control characters stand last. */
  | { readonly type: 'keys'; readonly text: string }
  /** A piece of what was pasted, line ends as `\n`, without control characters. */
  | { readonly type: 'paste'; readonly text: string }
  /** Alt-Enter. */
  | { readonly type: 'newline' };

const PASTE = '\u001b[200~';
const PASTED = '\u001b[201~';
const ALT_ENTER = '\u001b\r';
/** After one that ends a line, or the input, somebody else may have the keyboard. */
const AFTER_CONTROL = /(?<=\p{Cc})/u;

/** Tells what a terminal with bracketed paste sends apart, wherever its chunks begin and end. */
export class KeyReader {
  #rest = '';
  #isPasting = false;

  /** Whether the end of a paste has not come yet. */
  get isPasting(): boolean {
    return this.#isPasting;
  }

  *read(chunk: string): Generator<Keys> {
    let text = this.#rest + chunk;
    this.#rest = '';
    while (text !== '') {
      const mark = this.#isPasting ? PASTED : PASTE;
      const at = text.indexOf(mark);
      const end = at === -1 ? text.length - heldBack(text, mark, this.#isPasting ? 1 : 2) : at;
      yield* this.#isPasting ? pasted(text.slice(0, end)) : typed(text.slice(0, end));
      if (at === -1) {
        this.#rest = text.slice(end);
        return;
      }
      text = text.slice(at + mark.length);
      this.#isPasting = !this.#isPasting;
    }
  }
}

/** How much of the end may be the beginning of `mark`. An escape alone, among keys, is the key of that name. */
function heldBack(text: string, mark: string, least: number): number {
  for (let length = Math.min(text.length, mark.length - 1); length >= least; length--)
    if (text.endsWith(mark.slice(0, length))) return length;
  // A line end may be cut in two.
  return least === 1 && text.endsWith('\r') ? 1 : 0;
}

function* pasted(text: string): Generator<Keys> {
  const clean = printable(text.replace(/\r\n?/g, '\n'));
  if (clean !== '') yield { type: 'paste', text: clean };
}

function* typed(text: string): Generator<Keys> {
  for (const [index, piece] of text.replaceAll('\r\n', '\r').split(ALT_ENTER).entries()) {
    if (index > 0) yield { type: 'newline' };
    for (const keys of piece.split(AFTER_CONTROL)) if (keys !== '') yield { type: 'keys', text: keys };
  }
}
