import type { Command } from 'commander';
import { stringify } from 'yaml';
import { ConfigError } from '../../errors/ConfigError.js';
import { findRoutes } from '../run/findRoutes.js';
import type { RunFlags } from '../run/RunFlags.js';
import { settingsOf } from '../run/settingsOf.js';
import { applyConfig } from './applyConfig.js';
import type { ConfigFile } from './ConfigFile.js';
import { durationText } from './durationText.js';
import { defaultOf, type Field, fieldsOf, kindOf } from './fieldsOf.js';
import { withoutSecrets } from './withoutSecrets.js';

/** What holds for a run with these flags, as a configuration file that says where each setting comes from. */
export async function showConfig(command: Command): Promise<string> {
  const file = await applyConfig(command, '');
  const flags = command.opts<RunFlags>();
  const lines: (readonly [string, string])[] = [];
  for (const field of fieldsOf(command)) {
    const { name } = field;
    const [value, source] = settingOf(field, command, file);
    if (value !== undefined) lines.push([`${name}: ${yamlOf(withoutSecrets(value))}`, source]);
  }
  const width = Math.min(50, Math.max(...lines.map(([text]) => text.length)));
  const settings = lines.map(([text, source]) => `${text.padEnd(width)}  # ${source}`);
  return `${[...settings, ...routesOf(flags, file), `# ${destinationOf(flags)}`].join('\n')}\n`;
}

/** The value of a setting, as it would stand in a file, and where it comes from. */
function settingOf(field: Field, command: Command, file: ConfigFile | undefined): readonly [unknown, string] {
  const { name, option, variable } = field;
  const value = command.getOptionValue(name);
  switch (command.getOptionValueSource(name)) {
    case 'cli':
      return [written(value, field), `flag ${value === false ? `--no-${option.name()}` : option.long}`];
    case 'env':
      return [written(value, field), `env ${variable}`];
    case 'config':
      // As it stands there: a variable stays one.
      return [file?.values[name], `file ${file?.path}:${file?.placeOf([name]).line}`];
    default:
      return defaultSetting(field, command.opts<RunFlags>());
  }
}

function defaultSetting({ name, option }: Field, flags: RunFlags): readonly [unknown, string] {
  if (flags.preset !== undefined) {
    const { retry, attemptMs } = settingsOf(flags);
    if (name === 'maxRetries') return [retry.maxRetries, `preset ${flags.preset}`];
    if (name === 'timeout') return [durationText(attemptMs), `preset ${flags.preset}`];
  }
  const value = defaultOf(option);
  if (typeof value !== 'string') return [value, 'default'];
  const { type } = kindOf(option);
  return [type === 'number' ? Number(value) : type === 'list' ? value.split(', ') : value, 'default'];
}

const written = (value: unknown, { option }: Field) =>
  kindOf(option).type === 'duration' && typeof value === 'number' ? durationText(value) : value;

const yamlOf = (value: unknown) => stringify(value, { lineWidth: 0, collectionStyle: 'flow' }).trimEnd();

/** The routes of the file, as they stand there: keys are names of variables. */
function routesOf({ routes }: RunFlags, file: ConfigFile | undefined): readonly string[] {
  if (routes === undefined) return [];
  const { line } = file?.placeOf(['routes']) ?? {};
  const text = stringify(withoutSecrets(file?.values.routes), { lineWidth: 0 }).trimEnd();
  return [`routes:  # file ${file?.path}:${line}`, ...text.split('\n').map((row) => `  ${row}`)];
}

/** Which hosts a run would ask, with keys from where. */
function destinationOf(flags: RunFlags): string {
  try {
    const { destinations, keySource } = findRoutes(flags);
    const hosts = destinations.map(({ baseUrl, settings }) => settings?.name ?? new URL(baseUrl).host);
    return `asks ${hosts.join(', then ')} (${keySource})`;
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n').join('\n# ');
    throw error;
  }
}
