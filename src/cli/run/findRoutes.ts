import type { RunFlags } from './RunFlags.js';
import { readEnvironment } from './readEnvironment.js';
import { readKeyFile } from './readKeyFile.js';
import { type ResolvedRoutes, resolveRoutes } from './resolveRoutes.js';

/** Routes and key from the flags, the files they name, and the environment. */
export function findRoutes(flags: Pick<RunFlags, 'baseUrl' | 'envFile' | 'apiKeyFile'>): ResolvedRoutes {
  return resolveRoutes({
    baseUrls: flags.baseUrl ?? [],
    fileKey: flags.apiKeyFile === undefined ? undefined : readKeyFile(flags.apiKeyFile),
    variables: readEnvironment(flags.envFile ?? [], process.env),
  });
}
