import { type ErrorReply, wrongShape } from '../ErrorReply.js';
import { readLikeSerde, serdePlace } from './serdeJson.js';

/** A word that is none of those expected, in the reader's words. */
export function unknownVariant(
  body: string,
  path: string,
  got: string,
  known: readonly string[],
  placeOf: string = path,
): ErrorReply {
  const end = readLikeSerde(body).spans.get(placeOf)?.end ?? body.length;
  const names = known.map((name) => `\`${name}\``);
  const expected =
    names.length === 1 ? names[0] : names.length === 2 ? names.join(' or ') : `one of ${names.join(', ')}`;
  return wrongShape(`${path}: unknown variant \`${got}\`, expected ${expected}${serdePlace(body, end)}`);
}
