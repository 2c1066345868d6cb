import type { RunFlags } from './RunFlags.js';
import { readEnvironment } from './readEnvironment.js';
import { readKeyFile } from './readKeyFile.js';
import { resolveOwnRoutes } from './resolveOwnRoutes.js';
import { type ResolvedRoutes, resolveRoutes } from './resolveRoutes.js';

/** Routes and keys from the flags, the files they name, the configuration, and the environment. */
export function findRoutes(
  flags: Pick<RunFlags, 'baseUrl' | 'envFile' | 'apiKeyFile' | 'routes'>,
): ResolvedRoutes {
  const fileKey = flags.apiKeyFile === undefined ? undefined : readKeyFile(flags.apiKeyFile);
  const variables = readEnvironment(flags.envFile ?? [], process.env);
  if (flags.routes !== undefined) return resolveOwnRoutes(flags.routes, { fileKey, variables });
  return resolveRoutes({ baseUrls: flags.baseUrl ?? [], fileKey, variables });
}
