import type { z } from 'zod';
import { nearestWord } from '../../text/nearestWord.js';
import { type FieldPath, type Place, wordsOf } from './ConfigFile.js';
import type { Problem } from './Problem.js';

type Json = { readonly [key: string]: Json | undefined };

/** What zod found, in words: the field, what it should be, what it is, and for a name that is unknown the nearest. */
export function issueProblems(
  issues: readonly z.core.$ZodIssue[],
  values: unknown,
  schema: unknown,
  placeOf: (path: FieldPath) => Place,
): readonly Problem[] {
  return issues.flatMap((issue): Problem[] => {
    const { path } = issue;
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        message: unknownField(key, path, schema as Json),
        ...placeOf([...path, key]),
      }));
    }
    const got = valueAt(values, path);
    const field = wordsOf(path) || 'the file';
    if (got === undefined) {
      // One that is spelt wrongly is missing, too: its name is the better message.
      const isMisspelt = issues.some((one) => one.code === 'unrecognized_keys' && isParent(one.path, path));
      return isMisspelt ? [] : [{ message: `${field} is missing`, ...placeOf(path) }];
    }
    const hint = issue.code === 'invalid_value' ? nearest(got, issue.values) : quotes(got, issue.message);
    return [
      {
        message: `${field}: expected ${issue.message}${gotWords(got, path)}${hint}`,
        ...placeOf(path),
      },
    ];
  });
}

function unknownField(key: string, path: FieldPath, schema: Json): string {
  const field = wordsOf([...path, key]);
  if (path.length === 0 && /^(api[-_]?)?key$/i.test(key)) {
    return `unknown field ${field}; a key belongs to a route: routes: [{ baseUrl, key: $NAME }], or in DEEPSEEK_API_KEY`;
  }
  const elsewhere = Object.keys(schema.properties ?? {}).find((section) => key in namesAt(schema, [section]));
  if (path.length === 0 && elsewhere !== undefined && elsewhere !== 'routes') {
    return `unknown field ${field}; did you mean ${elsewhere}.${key}?`;
  }
  return `unknown field ${field}; did you mean ${nearestWord(key, Object.keys(namesAt(schema, path)))}?`;
}

const isParent = (parent: FieldPath, path: FieldPath) =>
  parent.length === path.length - 1 && parent.every((key, index) => key === path[index]);

/** The fields that the schema knows at a place. */
function namesAt(schema: Json, path: FieldPath): Json {
  let node: Json = schema;
  for (const key of path) {
    node = (typeof key === 'number' ? node.items : node.properties?.[String(key)]) ?? {};
  }
  return node.properties ?? {};
}

function valueAt(values: unknown, path: FieldPath): unknown {
  return path.reduce<unknown>((value, key) => (value as Json | null | undefined)?.[String(key)], values);
}

/** Keys, headers and addresses may be secret, and a long text says nothing. */
function gotWords(got: unknown, path: FieldPath): string {
  if (got === null) return ', got nothing';
  if (Array.isArray(got)) return got.length === 0 ? ', got an empty list' : ', got a list';
  if (typeof got === 'object') return ', got fields';
  const isSecret = path.some((key) => /^(key|headers|baseUrl|redis)$/.test(String(key)));
  if (isSecret) return typeof got === 'string' ? '' : `, got a ${typeof got}`;
  const text = JSON.stringify(got);
  return `, got ${text.length > 40 ? `${text.slice(0, 40)}...` : text}`;
}

function nearest(got: unknown, choices: readonly unknown[]): string {
  return typeof got === 'string' && got !== ''
    ? `; did you mean ${nearestWord(got, choices.map(String))}?`
    : '';
}

function quotes(got: unknown, message: string): string {
  const isBare = typeof got === 'number' || typeof got === 'boolean';
  return isBare && message.startsWith('a text') ? `; put it in quotes: "${got}"` : '';
}
