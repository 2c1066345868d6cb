import type { Command } from 'commander';
import type { ConfigFile } from './ConfigFile.js';
import { fieldsOf } from './fieldsOf.js';
import { findConfig } from './findConfig.js';
import { fromEnvironment } from './fromEnvironment.js';
import { settle } from './settle.js';

/**
 * Gives the flags of `command` that were not typed the values of the environment and of the configuration file, where
 * they stand in `section`; their source is then `env` or `config`. Returns the file, if there is one.
 */
export async function applyConfig(command: Command, section: string): Promise<ConfigFile | undefined> {
  const fields = fieldsOf(command);
  for (const { name, option } of fields) {
    // The --no- form of a flag that has a value.
    if (command.getOptionValue(name) !== false || option.isBoolean()) continue;
    command.setOptionValueWithSource(name, option.defaultValue, 'cli');
  }
  fromEnvironment(command, process.env);
  const path = findConfig(command.getOptionValue('config') ?? (process.env.RXPROMPT_CONFIG || undefined));
  command.setOptionValue('config', path);
  let file: ConfigFile | undefined;
  if (path !== undefined) {
    const { readConfig } = await import('./readConfig.js');
    const { fillIn } = await import('./fillIn.js');
    file = readConfig(path);
    fillIn(command, file, section);
    // For limits that change while it runs: whoever does that cannot import the schema, which is made of all commands.
    command.setOptionValueWithSource('readAgain', () => readConfig(path).values, 'config');
  }
  settle(command);
  return file;
}
