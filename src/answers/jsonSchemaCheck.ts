import type { ErrorObject, Options, ValidateFunction } from 'ajv';
import { ConfigError } from '../errors/ConfigError.js';
import { readJson } from '../text/json/readJson.js';
import type { AnswerCheck, JsonSchema } from '../types/AnswerCheck.js';
import { contradictionIn } from './contradictionIn.js';
import { FORMATS } from './formats.js';
import { misspeltKeyword } from './misspeltKeyword.js';

/** More would be more than a model mends at once. */
const MAX_PROBLEMS = 8;

/** What we use of Ajv, whose classes for the drafts are alike. */
interface Validator {
  readonly errors?: ErrorObject[] | null | undefined;
  validateSchema(schema: unknown): unknown;
  compile(schema: unknown): ValidateFunction;
}

/**
 * A check by a JSON Schema: draft 7, 2019-09 or 2020-12 as its `$schema` says, 2020-12 when it says nothing. A code fence
 * round the answer does no harm. Formats are checked. Ajv is loaded when the first check is made.
 *
 * @throws ConfigError for what is no JSON Schema, naming the place in it, for a reference or a draft that is unknown,
 *   and for one that nothing can fit, where that is plain to see.
 */
export async function jsonSchemaCheck(schema: JsonSchema): Promise<AnswerCheck> {
  if (
    typeof schema !== 'boolean' &&
    (typeof schema !== 'object' || schema === null || Array.isArray(schema))
  ) {
    throw new ConfigError('a JSON Schema is an object, true or false');
  }
  const misspelt = misspeltKeyword(schema);
  if (misspelt !== undefined) throw new ConfigError(misspelt);
  const validate = compiled(schema, await validatorOf(schema));
  const contradiction = contradictionIn(schema);
  if (contradiction !== undefined) throw new ConfigError(`no answer can fit it: ${contradiction}`);
  const check = (text: string) => {
    const json = readJson(text);
    if (!json.ok || validate(json.value)) return json;
    const problems = (validate.errors ?? []).slice(0, MAX_PROBLEMS).map(problemOf);
    return { ok: false, problems: [...new Set(problems)] } as const;
  };
  return Object.assign(check, { schema });
}

const OPTIONS: Options = {
  allErrors: true,
  // A keyword that is unknown says nothing, by the standard; one that is misspelt has been found by now.
  strict: false,
  validateFormats: true,
  formats: FORMATS as NonNullable<Options['formats']>,
  logger: false,
};

async function validatorOf(schema: JsonSchema): Promise<Validator> {
  const draft = typeof schema === 'object' ? schema.$schema : undefined;
  if (draft === undefined || /2020-12/.test(String(draft))) {
    const { Ajv2020 } = await import('ajv/dist/2020.js');
    return new Ajv2020(OPTIONS);
  }
  if (/2019-09/.test(String(draft))) {
    const { Ajv2019 } = await import('ajv/dist/2019.js');
    return new Ajv2019(OPTIONS);
  }
  if (/draft-07/.test(String(draft))) {
    const { Ajv } = await import('ajv');
    return new Ajv(OPTIONS);
  }
  throw new ConfigError(
    `$schema ${JSON.stringify(draft)} is not known: draft-07, 2019-09 and 2020-12 are; leave it out for the last`,
  );
}

function compiled(schema: JsonSchema, validator: Validator): ValidateFunction {
  if (validator.validateSchema(schema) !== true) {
    const [first] = validator.errors ?? [];
    throw new ConfigError(first === undefined ? 'it is no JSON Schema' : problemOf(first));
  }
  try {
    return validator.compile(schema);
  } catch (error) {
    // A reference that leads nowhere, a pattern that is none.
    const { missingRef, message } = error as Error & { readonly missingRef?: string };
    if (missingRef === undefined) throw new ConfigError(message, error);
    throw new ConfigError(
      `the reference ${missingRef} leads nowhere, and nothing is fetched: put what it means under $defs of this schema, and refer to it as #/$defs/name`,
      error,
    );
  }
}

/** `/tags/0 must be string`, with what would be allowed where the rule does not say it. */
function problemOf({ instancePath, keyword, message, params }: ErrorObject): string {
  const place = instancePath === '' ? 'the whole' : instancePath;
  const more =
    keyword === 'enum'
      ? `: ${JSON.stringify(params.allowedValues)}`
      : keyword === 'const'
        ? `: ${JSON.stringify(params.allowedValue)}`
        : keyword === 'additionalProperties'
          ? `: ${JSON.stringify(params.additionalProperty)}`
          : '';
  return `${place} ${message ?? 'does not fit'}${more}`.slice(0, 300);
}
