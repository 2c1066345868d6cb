import { isSecretName } from '../../client/secretsOf.js';
import type { FieldPath, Place } from './ConfigFile.js';
import { VARIABLE } from './Expansion.js';
import type { Problem } from './Problem.js';

interface Values {
  readonly baseUrl?: unknown;
  readonly redis?: unknown;
  readonly routes?: unknown;
}

/**
 * What no schema says: fields that exclude each other, and secrets that stand in the file itself, which is soon
 * committed. None of them is quoted.
 */
export function fileProblems(values: unknown, placeOf: (path: FieldPath) => Place): readonly Problem[] {
  const { baseUrl, redis, routes } = (values ?? {}) as Values;
  const problems: Problem[] = [];
  const refuse = (path: FieldPath, message: string) => problems.push({ message, ...placeOf(path) });
  if (baseUrl !== undefined && routes !== undefined) {
    refuse(['baseUrl'], 'baseUrl and routes exclude each other: a route has a baseUrl of its own');
  }
  if (typeof redis === 'string' && URL.canParse(redis) && new URL(redis).password !== '') {
    refuse(['redis'], 'redis: the password does not belong in a file; write redis: $REDIS_URL');
  }
  const names = new Set<unknown>();
  for (const [index, route] of (Array.isArray(routes) ? routes : []).entries()) {
    const { name, headers = {} } = (route ?? {}) as { name?: unknown; headers?: object };
    if (name !== undefined && names.has(name)) {
      refuse(['routes', index, 'name'], `routes[${index}].name: two routes are named ${String(name)}`);
    }
    names.add(name);
    for (const [header, value] of Object.entries(headers)) {
      if (!isSecretName(header) || typeof value !== 'string' || VARIABLE.test(value)) continue;
      const path = ['routes', index, 'headers', header];
      refuse(
        path,
        `routes[${index}].headers.${header}: a secret does not belong in a file; name a variable, as $NAME`,
      );
    }
  }
  return problems;
}
