import { textJson } from './textJson.js';

/**
 * JSON that is equal for equal values: keys sorted, no white space, `undefined` dropped, otherwise what
 * `JSON.stringify` writes. `undefined` for what JSON cannot say at all; throws a TypeError on a BigInt.
 *
 * @see RFC 8785, JSON Canonicalization Scheme
 */
export function canonicalJson(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
      return Number.isFinite(value) ? String(value) : 'null';
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      return value === null ? 'null' : ofObject(value);
    case 'bigint':
      throw new TypeError('expected a value that JSON can say, got a BigInt');
    default:
      return undefined;
  }
}

function ofObject(value: object): string | undefined {
  if (Array.isArray(value)) {
    let items = '';
    for (let index = 0; index < value.length; index++) {
      items += `${index === 0 ? '' : ','}${canonicalJson(value[index]) ?? 'null'}`;
    }
    return `[${items}]`;
  }
  const { toJSON } = value as { readonly toJSON?: unknown };
  if (typeof toJSON === 'function') return canonicalJson(toJSON.call(value));
  let fields = '';
  const keys = Object.keys(value);
  if (keys.length === 2 && keys[0] === 'role' && keys[1] === 'content') {
    // The shape that nearly every message has.
    const { role, content } = value as { readonly role: unknown; readonly content: unknown };
    if (typeof role === 'string' && typeof content === 'string') {
      // The role by hand, 0.05 us less: it is one of a few words, and nearly always this one.
      return `{"content":${textJson(content)},"role":${role === 'user' ? '"user"' : JSON.stringify(role)}}`;
    }
  }
  for (const key of sortKeys(keys)) {
    const field = canonicalJson((value as Record<string, unknown>)[key]);
    if (field !== undefined) fields += `${fields === '' ? '' : ','}${JSON.stringify(key)}:${field}`;
  }
  return `{${fields}}`;
}

/** By insertion for the few keys that most objects have: a fifth of what `sort` takes to get going. */
function sortKeys(keys: string[]): string[] {
  if (keys.length > 12) return keys.sort();
  for (let end = 1; end < keys.length; end++) {
    const key = keys[end] as string;
    let at = end;
    for (; at > 0 && (keys[at - 1] as string) > key; at--) keys[at] = keys[at - 1] as string;
    keys[at] = key;
  }
  return keys;
}
