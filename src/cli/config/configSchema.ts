import { z } from 'zod';
import { fieldSchema } from './fieldSchema.js';
import { fieldsOf } from './fieldsOf.js';
import { routeSchema } from './routeSchema.js';
import { sections } from './sections.js';

/** The configuration file, derived from the flags: strict, every field optional. */
export function configSchema(): z.ZodObject {
  const top: Record<string, z.ZodType> = {};
  const below: Record<string, z.ZodType> = {};
  for (const { command, name } of sections()) {
    const shape: Record<string, z.ZodType> = {};
    for (const field of fieldsOf(command)) {
      const at = name === '' ? top : shape;
      at[field.name] ??= fieldSchema(field).optional();
    }
    if (name === '') continue;
    const error = `the settings of rxprompt ${name}`;
    below[name] = z.strictObject(shape, { error }).optional().describe(command.summary());
  }
  const routes = z
    .array(routeSchema, { error: 'a list of routes' })
    .min(1, { error: 'at least one route' })
    .optional()
    .describe('APIs to ask, each with a key of its own; the next one when one fails');
  const $schema = z.string().optional().describe('for editors: rxprompt.config.schema.json');
  return z.strictObject(
    { $schema, ...top, routes, ...below },
    { error: 'fields such as model: deepseek-flash' },
  );
}

/** The same as a JSON Schema, for editors and other programs. */
export function configJsonSchema(): Readonly<Record<string, unknown>> {
  const schema = configSchema().meta({
    title: 'Configuration of rxprompt',
    description:
      'Fields are the flags of rxprompt run, in camel case. A text that is $NAME is taken from the environment.',
  });
  return z.toJSONSchema(schema, { io: 'input', target: 'draft-7' });
}
