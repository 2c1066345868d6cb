import { z } from 'zod';
import { ConfigError } from '../errors/ConfigError.js';
import { nearestWord } from '../text/nearestWord.js';

/**
 * Parses with a strict zod object; an unknown field is named with the nearest right one.
 *
 * @param where What the fields belong to, for the message: `faults`.
 * @throws {ConfigError} `expected faults.firstTokenMs to be >=0, got -1`.
 */
export function parseStrict<S extends z.ZodObject>(schema: S, input: unknown, where: string): z.output<S> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const { issues } = result.error;
  // A field that is spelt wrongly is missing, too: its name is the better message.
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]!;
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    const within = [where, ...issue.path].join('.');
    throw new ConfigError(
      `expected a field of ${within}, got ${key}; did you mean ${nearestWord(key, fieldsAt(schema, issue.path))}?`,
    );
  }
  if (issue.code === 'invalid_key') {
    throw new ConfigError(
      `${issue.issues[0]?.message} in ${[where, ...issue.path.slice(0, -1)].join('.')}, got ${String(issue.path.at(-1))}`,
    );
  }
  const path = [where, ...issue.path].join('.');
  const got = issue.path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown>)?.[key],
    input,
  );
  // "Too small: expected number to be >=0", "Invalid input: expected number, received string"
  const wanted = /expected (?:(?:number|string) to be )?(.*?)(?:, received .*)?$/.exec(issue.message)?.[1];
  const isWord = issue.code === 'invalid_value' && typeof got === 'string';
  const meant = isWord ? `; did you mean ${nearestWord(got, issue.values.map(String))}?` : '';
  throw new ConfigError(
    `expected ${path} to be ${wanted ?? issue.message}, got ${JSON.stringify(got) ?? 'nothing'}${meant}`,
  );
}

/** The names of the fields at a path in a schema. */
function fieldsAt(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  let at: unknown = schema;
  for (const key of [...path, null]) {
    while (at instanceof z.ZodOptional || at instanceof z.ZodNullable || at instanceof z.ZodDefault)
      at = at.unwrap();
    if (key === null) break;
    if (at instanceof z.ZodObject) at = at.shape[key as string];
    else if (at instanceof z.ZodArray) at = at.element;
  }
  return at instanceof z.ZodObject ? Object.keys(at.shape) : [];
}
