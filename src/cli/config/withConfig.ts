import { type Command, Option } from 'commander';
import { defaultOf, fieldsOf } from './fieldsOf.js';

/**
 * Adds the flags that say which configuration file to read, and to each flag that a file can set its `--no-` form,
 * which takes that back. They are not listed: there is nothing to take back without a file.
 */
export function withConfig(command: Command): Command {
  for (const { option } of fieldsOf(command)) {
    // Without a cache is no default, and `--no-cache` should not mean one.
    const canBeTakenBack = option.isBoolean() || (defaultOf(option) === undefined && !option.argChoices);
    if (canBeTakenBack) command.addOption(new Option(`--no-${option.name()}`).hideHelp());
  }
  command.optionsGroup('Configuration:');
  return command
    .addOption(
      new Option(
        '--config <FILE>',
        'settings; flags and the environment win (default: rxprompt.config.yaml, .yml or .json, where it is there)',
      ),
    )
    .addOption(new Option('--no-config', 'read no configuration file'));
}
