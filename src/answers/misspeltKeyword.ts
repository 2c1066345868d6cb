import { nearestWord } from '../text/nearestWord.js';
import { FORMATS } from './formats.js';

type Fields = Readonly<Record<string, unknown>>;

const SCHEMA = ['additionalProperties', 'items', 'additionalItems', 'contains', 'not', 'if', 'then', 'else'];
const MORE = ['propertyNames', 'unevaluatedItems', 'unevaluatedProperties', 'contentSchema'];
/** Keywords whose value is a schema. */
const ONE: ReadonlySet<string> = new Set([...SCHEMA, ...MORE]);
/** A list of them. */
const LIST: ReadonlySet<string> = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems', 'items']);
/** Schemas by names of the user's. */
const NAMED: ReadonlySet<string> = new Set([
  'properties',
  'patternProperties',
  '$defs',
  'definitions',
  'dependentSchemas',
]);
/** All others that a person may misspell. */
const PLAIN = [
  ...[
    'type',
    'enum',
    'const',
    'required',
    'title',
    'description',
    'default',
    'examples',
    'format',
    'pattern',
  ],
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'minLength', 'maxLength'],
  ...['minItems', 'maxItems', 'uniqueItems', 'minContains', 'maxContains', 'minProperties', 'maxProperties'],
  ...['dependentRequired', 'dependencies', 'deprecated', 'readOnly', 'writeOnly', 'contentEncoding'],
  ...['contentMediaType', '$schema', '$id', '$ref', '$anchor', '$comment', '$vocabulary', '$dynamicRef'],
  ...['$dynamicAnchor', '$recursiveRef', '$recursiveAnchor', 'nullable', 'discriminator', 'example', 'id'],
];
const KNOWN: readonly string[] = [...new Set([...PLAIN, ...ONE, ...LIST, ...NAMED])];
const FORMAT_NAMES = Object.keys(FORMATS);

/**
 * The first keyword that is none but nearly one, as a message. By the standard it would say nothing, and `requried` would
 * let everything pass; so it is with formats. What looks like none of them is an annotation.
 */
export function misspeltKeyword(schema: unknown, path = ''): string | undefined {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return undefined;
  for (const [word, value] of Object.entries(schema)) {
    if (!KNOWN.includes(word)) {
      const meant = nearest(word);
      if (meant === undefined) continue;
      return `${path}/${word}: no keyword is called ${JSON.stringify(word)}; did you mean ${JSON.stringify(meant)}?`;
    }
    if (word === 'format' && typeof value === 'string' && !FORMAT_NAMES.includes(value)) {
      const meant = nearest(value, FORMAT_NAMES);
      if (meant !== undefined) {
        return `${path}/format: no format is called ${JSON.stringify(value)}; did you mean ${JSON.stringify(meant)}?`;
      }
    }
    const within = misspeltWithin(word, value, `${path}/${word}`);
    if (within !== undefined) return within;
  }
  return undefined;
}

function misspeltWithin(word: string, value: unknown, path: string): string | undefined {
  if (LIST.has(word) && Array.isArray(value)) {
    return first(value.map((inner, index) => [inner, `${path}/${index}`]));
  }
  if (ONE.has(word)) return misspeltKeyword(value, path);
  if (!NAMED.has(word) || typeof value !== 'object' || value === null) return undefined;
  return first(Object.entries(value as Fields).map(([name, inner]) => [inner, `${path}/${name}`]));
}

function first(schemas: readonly (readonly [unknown, string])[]): string | undefined {
  for (const [schema, path] of schemas) {
    const found = misspeltKeyword(schema, path);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A word that differs by a slip of the fingers: the same letters, give or take one (two of a long word), or in another case. */
function nearest(word: string, known: readonly string[] = KNOWN): string | undefined {
  const meant = nearestWord(word, known);
  if (meant === undefined || word.length < 4) return undefined;
  if (meant.toLowerCase() === word.toLowerCase()) return meant;
  const letters = (text: string) => [...text.toLowerCase()].sort();
  const [a, b] = [letters(word), letters(meant)];
  const common = a.filter((letter) => {
    const at = b.indexOf(letter);
    if (at !== -1) b.splice(at, 1);
    return at !== -1;
  }).length;
  return Math.max(word.length, meant.length) - common <= (word.length < 8 ? 1 : 2) ? meant : undefined;
}
