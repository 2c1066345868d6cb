import { readJson } from '../text/json/readJson.js';
import type { AnswerCheck, JsonSchema } from '../types/AnswerCheck.js';

/** What a check needs of a zod schema; zod itself is yours. */
export interface SchemaWithResult {
  safeParse(value: unknown):
    | { readonly success: true; readonly data: unknown }
    | {
        readonly success: false;
        readonly error: {
          readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
        };
      };
  /** Of zod 4.2 and later: gives the JSON Schema of what may come in. */
  toJSONSchema?(options: { readonly io: 'input' }): object;
}

/** More would be more than a model mends at once. */
const MAX_PROBLEMS = 8;

/**
 * A check by a zod schema: `json` is then what it makes of the answer, its defaults, transformations and coercions done. The
 * model is told the JSON Schema of it, where zod can tell one.
 *
 * @param schema Not an asynchronous one.
 */
export function zodCheck(schema: SchemaWithResult): AnswerCheck {
  const check = (text: string) => {
    const json = readJson(text);
    if (!json.ok) return json;
    const result = schema.safeParse(json.value);
    if (result.success) return { ok: true, value: result.data } as const;
    const problems = result.error.issues
      .slice(0, MAX_PROBLEMS)
      .map(({ path, message }) => `${placeOf(path)}: ${message}`);
    return { ok: false, problems } as const;
  };
  const told = jsonSchemaOf(schema);
  return told === undefined ? check : Object.assign(check, { schema: told });
}

function placeOf(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'the whole' : `/${path.map(String).join('/')}`;
}

function jsonSchemaOf(schema: SchemaWithResult): JsonSchema | undefined {
  try {
    return schema.toJSONSchema?.({ io: 'input' }) as JsonSchema | undefined;
  } catch {
    // A transformation that no JSON Schema can say.
    return undefined;
  }
}
