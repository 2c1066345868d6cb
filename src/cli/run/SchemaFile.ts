import { readFileSync } from 'node:fs';
import { reasonOf } from '../../engine/reasonOf.js';
import { ConfigError } from '../../errors/ConfigError.js';
import { canonicalJson } from '../../text/canonicalJson.js';
import { Fingerprint } from '../../text/Fingerprint.js';
import type { JsonForm } from '../../text/json/jsonForms.js';
import type { JsonSchema } from '../../types/AnswerCheck.js';
import type { CallFlags } from './RunFlags.js';

/** What `--schema` names, read but not yet checked. */
export interface SchemaFile {
  readonly path: string;
  readonly schema: JsonSchema;
  /** How the provider is told. */
  readonly form: JsonForm;
  /** A short name of what is in it. */
  readonly mark: string;
}

/** @throws ConfigError when it cannot be read, or is no JSON. */
export function readSchema({
  schema: path,
  jsonForm,
  codec,
}: Pick<CallFlags, 'schema' | 'jsonForm' | 'codec'>): SchemaFile | undefined {
  if (path === undefined) return undefined;
  const schema = parse(path, contentOf(path));
  const print = new Fingerprint();
  print.text(canonicalJson(schema) ?? '');
  const isObject = mayBeObject(schema);
  if (!isObject && (jsonForm === 'json-mode' || jsonForm === 'strict-tool')) {
    throw new ConfigError(
      `--json-form ${jsonForm} brings objects, and --schema ${path} wants none: put the value into a property, or add --json-form prompt`,
    );
  }
  const form = jsonForm ?? (codec === 'prompt' || !isObject ? 'prompt' : 'json-mode');
  return { path, schema, form, mark: print.hex() };
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw new ConfigError(`cannot read --schema ${path}: ${reasonOf(error)}`, error);
  }
}

function parse(path: string, text: string): JsonSchema {
  try {
    return JSON.parse(text) as JsonSchema;
  } catch (error) {
    throw new ConfigError(`--schema ${path} is not JSON: ${(error as Error).message}`, error);
  }
}

function mayBeObject(schema: JsonSchema): boolean {
  if (typeof schema !== 'object' || schema === null || schema.type === undefined) return true;
  return [schema.type].flat().includes('object');
}
