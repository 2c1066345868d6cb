import { Command } from 'commander';
import { withConfig } from '../config/withConfig.js';
import { runCommand } from './run.js';

/** `rxprompt config`. */
export function configCommand(): Command {
  const config = new Command('config')
    .summary('the configuration file: check, show, schema')
    .description(
      'Every flag of rxprompt run is a field of the configuration file, in camel case; those of rxprompt simulate stand ' +
        'under simulate. A run reads rxprompt.config.yaml, .yml or .json in the working folder, or --config FILE.',
    );
  config
    .command('check')
    .summary('tell all that is wrong with it')
    .description('Reads the file, its variables and its routes, and tells all that is wrong. Sends nothing.')
    .argument('[FILE]', 'default: the one that a run would read')
    .action(async (file: string | undefined) => {
      const { checkConfig } = await import('../config/checkConfig.js');
      process.exitCode = await checkConfig(file);
    });
  const show = config
    .command('show')
    .summary('the settings of a run, and where each comes from')
    .description(
      'Prints what rxprompt run would do with the same flags: a configuration file, with where each setting comes from. ' +
        'Keys and passwords are never shown.',
    );
  for (const option of runCommand().options) {
    if (option.attributeName() !== 'config' && !option.negate) show.addOption(option);
  }
  withConfig(show).action(async () => {
    const { showConfig } = await import('../config/showConfig.js');
    process.stdout.write(await showConfig(show));
  });
  config
    .command('schema')
    .summary('its JSON Schema')
    .description(
      'Prints the JSON Schema of the file. Editors use it where the first line says:\n' +
        '# yaml-language-server: $schema=node_modules/rxprompt/rxprompt.config.schema.json',
    )
    .action(async () => {
      const { configJsonSchema } = await import('../config/configSchema.js');
      process.stdout.write(`${JSON.stringify(configJsonSchema(), null, 2)}\n`);
    });
  return config.addHelpText('after', EXAMPLE);
}

const EXAMPLE = `
Example:
  # yaml-language-server: $schema=node_modules/rxprompt/rxprompt.config.schema.json
  model: deepseek-flash
  concurrency: 64
  timeout: 2m
  routes:                          # the next one when one fails
    - baseUrl: https://api.deepseek.com
      key: $DEEPSEEK_API_KEY       # a variable, never the key itself
      rpm: 600
    - baseUrl: https://api.other.example/v1
      key: $OTHER_API_KEY
      models: { deepseek-flash: their-name-for-it }`;
