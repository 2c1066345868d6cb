import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { reasonOf } from '../../engine/reasonOf.js';
import { ConfigError } from '../../errors/ConfigError.js';

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The variables of the environment over those of `files`, of which later ones win, as with Node's own flag.
 * An empty variable counts as none.
 *
 * Node looks for `--env-file` behind the script as well (nodejs/node#54232): when the file is missing it exits
 * with 9 and a message of its own, before any line of ours. When it is there, it is read here. Only `node --` keeps
 * Node from it, and a first line that says so needs `env -S`, which Alpine's has not.
 */
export function readEnvironment(files: readonly string[], environment: Variables): Variables {
  const variables: Record<string, string | undefined> = {};
  for (const file of files) {
    try {
      Object.assign(variables, parseEnv(readFileSync(file, 'utf8')));
    } catch (error) {
      throw new ConfigError(`cannot read --env-file ${file}: ${reasonOf(error)}`, error);
    }
  }
  for (const [name, value] of Object.entries(environment)) if (value) variables[name] = value;
  return variables;
}
