import { type Command, InvalidArgumentError } from 'commander';
import { ConfigError } from '../../errors/ConfigError.js';
import type { FlagParser } from '../flagKind.js';
import { type Field, fieldsOf } from './fieldsOf.js';

/** Settings that stand in the environment: `RXPROMPT_MAX_RETRIES=2` is `--max-retries 2`, unless that is given. */
export function fromEnvironment(
  command: Command,
  variables: Readonly<Record<string, string | undefined>>,
): void {
  for (const field of fieldsOf(command)) {
    const text = variables[field.variable]?.trim();
    if (!text || command.getOptionValueSource(field.name) === 'cli') continue;
    try {
      command.setOptionValueWithSource(field.name, parsed(text, field), 'env');
    } catch (error) {
      if (error instanceof InvalidArgumentError)
        throw new ConfigError(`${field.variable}: ${error.message}`, error);
      throw error;
    }
  }
}

function parsed(text: string, { option }: Field): unknown {
  if (option.isBoolean()) {
    if (/^(1|true|yes|on)$/i.test(text)) return true;
    if (/^(0|false|no|off)$/i.test(text)) return false;
    throw new InvalidArgumentError('Expected true or false.');
  }
  const { parseArg } = option;
  if (parseArg === undefined) return text;
  const isList = (parseArg as Partial<FlagParser<unknown>>).kind?.type === 'list';
  const words = isList ? text.split(/[\s,]+/) : [text];
  return words.reduce<unknown>((before, word) => parseArg(word, before), undefined);
}
