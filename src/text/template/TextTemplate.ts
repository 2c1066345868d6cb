import { ConfigError } from '../../errors/ConfigError.js';

/** A place in a template that a field of a row fills. */
export interface Hole {
  /** As it was written: `address.city`. */
  readonly name: string;
  readonly path: readonly string[];
}

/** A text with holes, taken apart: a piece, a hole, a piece, and so on. */
export interface TextTemplate {
  readonly pieces: readonly string[];
  /** One fewer. */
  readonly holes: readonly Hole[];
}

/**
 * Takes a template apart. `{{field}}` is a hole, `{{a.b}}` and `{{list.0}}` look into objects and lists, `\{{` is the text
 * `{{`. There is nothing else in it: no conditions, no code.
 *
 * @throws ConfigError with the line and the column of what is no hole.
 */
export function parseTemplate(text: string): TextTemplate {
  const pieces: string[] = [];
  const holes: Hole[] = [];
  let piece = '';
  let at = 0;
  for (;;) {
    const open = text.indexOf('{{', at);
    if (open === -1) break;
    if (text[open - 1] === '\\' && open > at) {
      piece += `${text.slice(at, open - 1)}{{`;
      at = open + 2;
      continue;
    }
    const close = text.indexOf('}}', open);
    const name = close === -1 ? undefined : text.slice(open + 2, close).trim();
    if (name === undefined || name.includes('{{') || name.includes('\n'))
      throw new ConfigError(`${placeOf(text, open)}: {{ without its }}; write \\{{ for the text itself`);
    const path = name.split('.');
    if (path.includes('')) {
      throw new ConfigError(
        `${placeOf(text, open)}: {{${name}}} names no field; write \\{{ for the text itself`,
      );
    }
    pieces.push(piece + text.slice(at, open));
    holes.push({ name, path });
    piece = '';
    at = close + 2;
  }
  pieces.push(piece + text.slice(at));
  return { pieces, holes };
}

function placeOf(text: string, at: number): string {
  const before = text.slice(0, at).split('\n');
  return `line ${before.length}, column ${(before.at(-1) as string).length + 1}`;
}
