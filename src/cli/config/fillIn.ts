import type { Command } from 'commander';
import { readEnvironment } from '../run/readEnvironment.js';
import type { ConfigFile, FieldPath } from './ConfigFile.js';
import { Expansion } from './Expansion.js';
import { type Field, fieldsOf, kindOf } from './fieldsOf.js';
import { routesOf } from './routesOf.js';

/** Sets the flags that neither were typed nor stand in the environment to what the file says of them. */
export function fillIn(command: Command, file: ConfigFile, section: string): void {
  const path: FieldPath = section === '' ? [] : [section];
  const values = (section === '' ? file.values : (file.values[section] ?? {})) as Record<string, unknown>;
  const isOpen = (name: string) => !['cli', 'env'].includes(command.getOptionValueSource(name) ?? '');
  const set = (name: string, value: unknown) => command.setOptionValueWithSource(name, value, 'config');
  // Where variables may stand, for the others.
  if (values.envFile !== undefined && isOpen('envFile')) set('envFile', [values.envFile].flat());
  const variables = readEnvironment(command.getOptionValue('envFile') ?? [], process.env);
  const expansion = new Expansion(file, variables);

  for (const field of fieldsOf(command)) {
    const { name } = field;
    const value = values[name];
    if (value === undefined || name === 'envFile' || !isOpen(name)) continue;
    // Which server: the environment says so, too.
    const isAddressed = variables.OPENAI_BASE_URL && !variables.DEEPSEEK_API_KEY;
    if (name === 'baseUrl' && isAddressed) continue;
    set(
      name,
      flagValue(value, field, (text) => expansion.whole(text, [...path, name])),
    );
  }
  if (section === '' && file.values.routes !== undefined && isOpen('baseUrl')) {
    set('routes', routesOf(file, expansion));
  }
  expansion.finish();
}

/** What the parser of the flag would have made of it. */
function flagValue(value: unknown, { option }: Field, expand: (text: string) => string): unknown {
  if (option.optional && typeof value === 'boolean') return value ? option.presetArg : undefined;
  switch (kindOf(option).type) {
    case 'text':
      return expand(value as string);
    case 'list':
      return [value as string | readonly string[]].flat().map(expand);
    case 'parsed':
      return option.parseArg?.(expand(String(value)), undefined);
    case 'duration':
      return option.parseArg?.(String(value), undefined);
    default:
      return value;
  }
}
