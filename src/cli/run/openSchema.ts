import type { AnswerTerms } from '../../../operators/complete.js';
import { ConfigError } from '../../errors/ConfigError.js';
import type { CallFlags } from './RunFlags.js';
import type { SchemaFile } from './SchemaFile.js';

/**
 * What answers must be by `--schema`; nothing without it.
 *
 * @throws ConfigError for what is no JSON Schema, naming the place in it.
 */
export async function openSchema(
  file: SchemaFile | undefined,
  { maxRepairs }: Pick<CallFlags, 'maxRepairs'>,
): Promise<AnswerTerms | undefined> {
  if (file === undefined) return undefined;
  const { jsonSchemaCheck } = await import('../../answers/jsonSchemaCheck.js');
  try {
    const check = await jsonSchemaCheck(file.schema);
    return { check, form: file.form, ...(maxRepairs !== undefined && { maxRepairs }) };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(`--schema ${file.path}: ${error.message}`, error);
  }
}
