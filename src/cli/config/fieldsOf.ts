import type { Command, Option } from 'commander';
import type { FlagKind, FlagParser } from '../flagKind.js';

/** The field of a configuration file that a flag has: everything about it follows from the flag. */
export interface Field {
  /** `maxRetries` of `--max-retries`. */
  readonly name: string;
  readonly option: Option;
  /** The environment variable: `RXPROMPT_MAX_RETRIES`. */
  readonly variable: string;
}

/** The fields of a command, in the order of its help. Every flag has one, but those that say which file to read. */
export function fieldsOf(command: Command): readonly Field[] {
  return command.options
    .filter((option) => !option.hidden && !option.negate && option.attributeName() !== 'config')
    .map((option) => ({
      name: option.attributeName(),
      option,
      variable: `RXPROMPT_${option.name().replaceAll('-', '_').toUpperCase()}`,
    }));
}

/** What a field may hold. Throws for a flag whose parser does not say what it takes. */
export function kindOf(option: Option): FlagKind {
  if (option.isBoolean()) return { type: 'switch' };
  if (option.argChoices !== undefined) return { type: 'choice', of: option.argChoices };
  if (option.parseArg === undefined) return { type: 'text' };
  const { kind } = option.parseArg as Partial<FlagParser<unknown>>;
  if (kind !== undefined) return kind;
  throw new TypeError(
    `${option.long}: the configuration file cannot tell what this flag takes. Parse it by numberFlag, durationFlag, ` +
      'listFlag, parsedFlag or choices (src/cli/flagKind.ts)',
  );
}

/** What holds when a flag is not given: its default, or the one that its help speaks of. `undefined` is none. */
export function defaultOf({ defaultValue, defaultValueDescription, description }: Option): unknown {
  if (defaultValue !== undefined) return defaultValueDescription ?? defaultValue;
  const stated = /\(default: "?(.*?)"?\)$/.exec(description)?.[1];
  return stated === 'none' ? undefined : stated;
}
