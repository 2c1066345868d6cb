import type { JsonSchema } from '../../types/AnswerCheck.js';

type Keywords = Readonly<Record<string, unknown>>;
const MAX_DEPTH = 6;

/**
 * A value of the shape that a schema asks for, to show a model: its own `examples` and `default` where it has some, else
 * a word or a number for each field. It need not keep to every rule.
 */
export function exampleOf(schema: JsonSchema): unknown {
  return valueFor(schema, schema, 0);
}

function valueFor(schema: unknown, root: unknown, depth: number): unknown {
  if (typeof schema !== 'object' || schema === null || depth > MAX_DEPTH) return null;
  const { examples, enum: listed, const: fixed, default: usual, $ref, ...words } = schema as Keywords;
  if (fixed !== undefined) return fixed;
  if (Array.isArray(examples) && examples.length > 0) return examples[0];
  if (usual !== undefined) return usual;
  if (Array.isArray(listed)) return listed[0] ?? null;
  if (typeof $ref === 'string') return valueFor(found($ref, root), root, depth + 1);
  for (const choice of [words.anyOf, words.oneOf, words.allOf]) {
    if (Array.isArray(choice) && words.properties === undefined) return valueFor(choice[0], root, depth + 1);
  }
  return plainValue(words, root, depth);
}

function plainValue(words: Keywords, root: unknown, depth: number): unknown {
  const { type, properties, items, minimum } = words;
  switch (Array.isArray(type) ? type[0] : (type ?? (properties === undefined ? 'string' : 'object'))) {
    case 'integer':
    case 'number':
      return typeof minimum === 'number' ? minimum : 1;
    case 'boolean':
      return true;
    case 'null':
      return null;
    case 'array':
      return items === undefined ? [] : [valueFor(items, root, depth + 1)];
    case 'object':
      return Object.fromEntries(
        Object.entries((properties ?? {}) as Keywords).map(([name, inner]) => [
          name,
          valueFor(inner, root, depth + 1),
        ]),
      );
    default:
      return '...';
  }
}

/** What a reference within the schema means; `undefined` when it leads elsewhere. */
function found(reference: string, root: unknown): unknown {
  if (!reference.startsWith('#')) return undefined;
  let at = root;
  for (const part of reference.slice(1).split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined;
    at = (at as Keywords)[name];
  }
  return at;
}
