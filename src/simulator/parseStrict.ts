import type { z } from 'zod';
import { ConfigError } from '../errors/ConfigError.js';

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
    throw new ConfigError(
      `expected a field of ${where}, got ${key}; did you mean ${nearestName(key, Object.keys(schema.shape))}?`,
    );
  }
  const path = [where, ...issue.path].join('.');
  const got = issue.path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown>)?.[key],
    input,
  );
  // "Too small: expected number to be >=0", "Invalid input: expected number, received string"
  const wanted = /expected (?:(?:number|string) to be )?(.*?)(?:, received .*)?$/.exec(issue.message)?.[1];
  throw new ConfigError(
    `expected ${path} to be ${wanted ?? issue.message}, got ${JSON.stringify(got) ?? 'nothing'}`,
  );
}

/** The name with the smallest edit distance, case aside. */
export function nearestName(name: string, names: readonly string[]): string {
  let best = names[0] ?? '';
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of names) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

/** Levenshtein's distance, row by row. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length]!;
}
