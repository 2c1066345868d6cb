import type { RouteSettings } from '../run/RouteSettings.js';
import { type ConfigFile, type FieldPath, wordsOf } from './ConfigFile.js';
import type { Expansion } from './Expansion.js';

/** A route as it stands in the file, which fits the schema. */
interface WrittenRoute extends Omit<RouteSettings, 'where' | 'keyName' | 'replyField' | 'keys'> {
  readonly replyField?: string | readonly string[];
  readonly keys?: readonly string[];
}

/** The routes of a file, their variables filled in. */
export function routesOf(file: ConfigFile, expansion: Expansion): readonly RouteSettings[] {
  const written = file.values.routes as readonly WrittenRoute[];
  return written.map(({ key, keys, headers, replyField, ...route }, index) => {
    const path: FieldPath = ['routes', index];
    const { line, col } = file.placeOf(path);
    const expanded = Object.entries(headers ?? {}).map(([name, value]) => [
      name,
      expansion.each(value, [...path, 'headers', name]),
    ]);
    return {
      ...route,
      where: `${file.path}:${line}:${col}: ${wordsOf(path)}`,
      baseUrl: expansion.whole(route.baseUrl, [...path, 'baseUrl']),
      ...(key !== undefined && { keyName: key, key: expansion.whole(key, [...path, 'key']) }),
      ...(keys !== undefined && {
        keys: keys.map((each, place) => ({
          name: each,
          key: expansion.whole(each, [...path, 'keys', place]),
        })),
      }),
      ...(headers !== undefined && { headers: Object.fromEntries(expanded) }),
      ...(replyField !== undefined && { replyField: [replyField].flat() }),
    };
  });
}
