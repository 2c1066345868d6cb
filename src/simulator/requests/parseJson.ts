import { type ErrorReply, unreadableJson, wrongShape } from '../ErrorReply.js';
import { readLikeSerde, serdePlace } from './serdeJson.js';

/** A JSON object of unknown shape. */
export type Fields = Readonly<Record<string, unknown>>;

/** Parses a body as JSON; on failure, the refusal in the words of the service's reader. */
export function parseJson(body: string): { readonly fields: Fields } | ErrorReply {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return unreadableJson(readLikeSerde(body).error ?? 'expected value');
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return { fields: value as Fields };
  return wrongShape(
    `invalid type: ${serdeType(value)}, expected struct Request${serdePlace(body, body.trimEnd().length)}`,
  );
}

/** The names that serde gives to JSON values. */
function serdeType(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'sequence';
  if (typeof value === 'object') return 'map';
  if (typeof value === 'string') return `string ${JSON.stringify(value)}`;
  if (typeof value === 'number')
    return `${Number.isInteger(value) ? 'integer' : 'floating point'} \`${value}\``;
  return `boolean \`${value}\``;
}

/** A field of the wrong type; the containers are named before they are read, scalars after. */
export function wrongType(body: string, path: string, value: unknown, expected: string): ErrorReply {
  const span = readLikeSerde(body).spans.get(path);
  const index = typeof value === 'object' && value !== null ? span?.start : span?.end;
  return wrongShape(
    `${path}: invalid type: ${serdeType(value)}, expected ${expected}${serdePlace(body, index ?? body.length)}`,
  );
}

/** `field` is missing in the object at `path`. */
export function missingField(body: string, path: string, field: string): ErrorReply {
  const end = readLikeSerde(body).spans.get(path)?.end ?? body.length;
  return wrongShape(`${path === '' ? '' : `${path}: `}missing field \`${field}\`${serdePlace(body, end)}`);
}
