import { z } from 'zod';
import { durationFlag, durationPattern, durationWords } from '../durationFlag.js';
import type { FlagKind } from '../flagKind.js';
import { numberWords } from '../numberFlag.js';
import { type Field, kindOf } from './fieldsOf.js';

/** A text; a number without quotes is none. */
export const text = z.string({ error: 'a text' }).min(1, { error: 'a text that is not empty' });

/** Whether the parser of a flag takes a text. */
const isTaken = (parse: (text: string) => unknown, value: unknown) => {
  try {
    parse(String(value));
    return true;
  } catch {
    return false;
  }
};
const error = durationWords;
const duration = z
  .union([z.number({ error }).gt(0, { error }), z.string().regex(durationPattern, { error })], { error })
  .refine((value) => isTaken(durationFlag, value), { error });

/** What may stand in the field of a flag, described as in its help. */
export function fieldSchema({ option }: Field): z.ZodType {
  const { description, parseArg } = option;
  const kind = kindOf(option);
  if (kind.type === 'parsed') {
    const written: z.ZodType = kind.orNumber ? z.union([z.number(), text], { error: kind.words }) : text;
    const taken = written.refine((value) => isTaken((one) => parseArg?.(one, undefined), value), {
      error: kind.words,
    });
    return taken.describe(description);
  }
  // A flag that may stand without a value.
  if (option.optional) {
    return z.union([z.boolean(), schemaOf(kind)], { error: 'true, false or a value' }).describe(description);
  }
  return schemaOf(kind).describe(description);
}

/** What may stand where a flag of this kind is meant. */
export function schemaOf(kind: FlagKind): z.ZodType {
  switch (kind.type) {
    case 'switch':
      return z.boolean({ error: 'true or false' });
    case 'text':
    case 'parsed':
      return text;
    case 'list':
      return z.union([text, z.array(text).min(1, { error: 'at least one text' })], {
        error: 'a text or a list of texts',
      });
    case 'choice':
      return z.enum([...kind.of], { error: `one of ${kind.of.join(', ')}` });
    case 'duration':
      return duration;
    case 'number':
      return numberSchema(kind);
  }
}

function numberSchema(kind: FlagKind & { readonly type: 'number' }): z.ZodType {
  const { min = 0, exclusive = false, max, integer = false } = kind;
  const error = numberWords(kind);
  let schema = integer ? z.int({ error }) : z.number({ error });
  schema = exclusive ? schema.gt(min, { error }) : schema.gte(min, { error });
  return max === undefined ? schema : schema.lte(max, { error });
}
