import { readFileSync } from 'node:fs';
import { isCollection, isMap, isScalar, LineCounter, type Node, type ParsedNode, parseDocument } from 'yaml';
import { ConfigError } from '../../errors/ConfigError.js';
import { reasonOf } from '../reasonOf.js';
import type { ConfigFile, FieldPath, Place } from './ConfigFile.js';
import { configJsonSchema, configSchema } from './configSchema.js';
import { fileProblems } from './fileProblems.js';
import { issueProblems } from './issueProblems.js';
import { problemError } from './Problem.js';

/** Reads a configuration file, YAML or JSON. Throws a {@link ConfigError} that tells all that is wrong with it. */
export function readConfig(path: string): ConfigFile {
  const lines = new LineCounter();
  const document = parseDocument(contentOf(path), { lineCounter: lines, prettyErrors: false });
  const placeAt = (offset: number): Place => lines.linePos(offset);
  const [broken] = [...document.errors, ...document.warnings];
  // The first: what comes after it is often its doing.
  if (broken !== undefined) {
    throw problemError(path, [{ message: broken.message, ...placeAt(broken.pos[0]) }]);
  }
  const values = valuesOf(path, document);
  const placeOf = (way: FieldPath) => placeAt(offsetOf(document.contents, way));
  const { error } = configSchema().safeParse(values);
  const problems = [
    ...(error === undefined ? [] : issueProblems(error.issues, values, configJsonSchema(), placeOf)),
    ...fileProblems(values, placeOf),
  ];
  if (problems.length > 0) throw problemError(path, problems);
  return { path, values: values as Record<string, unknown>, placeOf };
}

function valuesOf(path: string, document: ReturnType<typeof parseDocument>): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch (error) {
    // An alias of nothing, or of too much.
    throw new ConfigError(`${path}: ${(error as Error).message}`, error);
  }
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw new ConfigError(`cannot read the configuration ${path}: ${reasonOf(error)}`, error);
  }
}

/** Where the key of the last step stands, or an item of a list; as far as there is one. */
function offsetOf(root: ParsedNode | null, path: FieldPath): number {
  let node: Node | null = root;
  let offset = node?.range?.[0] ?? 0;
  for (const key of path) {
    const pair = isMap(node) ? node.items.find((item) => nameOf(item.key) === String(key)) : undefined;
    const next = (pair?.value ?? (isCollection(node) ? node.get(key, true) : undefined)) as Node | undefined;
    const named = (pair?.key ?? next) as Node | undefined;
    if (named?.range == null) return offset;
    offset = named.range[0];
    node = next ?? null;
  }
  return offset;
}

const nameOf = (key: unknown) => (isScalar(key) ? String(key.value) : String(key));
