/** Where something stands in a file; both count from 1. */
export interface Place {
  readonly line: number;
  readonly col: number;
}

/** A way into a file: `['routes', 0, 'key']`. */
export type FieldPath = readonly PropertyKey[];

/** A configuration file that fits its schema. Its variables are not filled in. */
export interface ConfigFile {
  readonly path: string;
  readonly values: Readonly<Record<string, unknown>>;
  placeOf(path: FieldPath): Place;
}

/** `routes[0].key` */
export function wordsOf(path: FieldPath): string {
  return path.reduce<string>((words, key) => {
    if (typeof key === 'number') return `${words}[${key}]`;
    return words === '' ? String(key) : `${words}.${String(key)}`;
  }, '');
}
