import { readFileSync } from 'node:fs';
import { isCollection, isMap, isScalar, LineCounter, type Node, type ParsedNode, parseDocument } from 'yaml';
import { reasonOf } from '../../engine/reasonOf.js';
import { ConfigError } from '../../errors/ConfigError.js';
import type { FieldPath, Place } from './ConfigFile.js';
import { problemError } from './Problem.js';

/** What stands in a file, and where. */
export interface YamlFile {
  readonly values: unknown;
  placeOf(path: FieldPath): Place;
}

/** Reads a file of YAML or JSON; an empty one is no fields. @param what It is, for the message: `the configuration`. */
export function readYaml(path: string, what: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(contentOf(path, what), { lineCounter: lines, prettyErrors: false });
  const placeAt = (offset: number): Place => lines.linePos(offset);
  const [broken] = [...document.errors, ...document.warnings];
  // The first: what comes after it is often its doing.
  if (broken !== undefined) {
    throw problemError(path, [{ message: broken.message, ...placeAt(broken.pos[0]) }]);
  }
  return {
    values: valuesOf(path, document),
    placeOf: (way) => placeAt(offsetOf(document.contents, way)),
  };
}

function valuesOf(path: string, document: ReturnType<typeof parseDocument>): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch (error) {
    // An alias of nothing, or of too much.
    throw new ConfigError(`${path}: ${(error as Error).message}`, error);
  }
}

function contentOf(path: string, what: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw new ConfigError(`cannot read ${what} ${path}: ${reasonOf(error)}`, error);
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
