import { ConfigError } from '../../errors/ConfigError.js';
import { EXIT } from '../exitCodes.js';
import { checkFlags } from '../run/checkFlags.js';
import { findRoutes } from '../run/findRoutes.js';
import { openClient } from '../run/openClient.js';
import type { RunFlags } from '../run/RunFlags.js';
import { sanitizeWith } from '../run/sanitizeWith.js';
import { settingsOf } from '../run/settingsOf.js';
import { say } from '../say.js';
import { fillIn } from './fillIn.js';
import { findConfig } from './findConfig.js';
import { readConfig } from './readConfig.js';
import { sections } from './sections.js';

/** `rxprompt config check`: throws for whatever would stop a run with this file. Returns the exit code. */
export async function checkConfig(named: string | undefined): Promise<number> {
  const path = named ?? findConfig(undefined);
  if (path === undefined) {
    throw new ConfigError('there is no rxprompt.config.yaml, .yml or .json here; name a file');
  }
  const file = readConfig(path);
  for (const { command, name } of sections()) {
    command.parseOptions([]);
    fillIn(command, file, name);
    if (command.name() === 'run') await checkRun(path, command.opts<RunFlags>());
  }
  say(`${path} is fine`);
  return EXIT.ok;
}

async function checkRun(path: string, flags: RunFlags): Promise<void> {
  try {
    checkFlags(flags, 'FILE', () => false);
    sanitizeWith(flags.sanitize);
    if (flags.routes === undefined) return;
    const client = openClient(findRoutes(flags).destinations, settingsOf(flags), flags);
    await client.close();
  } catch (error) {
    if (!(error instanceof ConfigError) || error.message.startsWith(path)) throw error;
    throw new ConfigError(`${path}: ${error.message}`, error);
  }
}
