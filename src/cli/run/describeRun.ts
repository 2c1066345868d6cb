import type { Client } from '../../client/createClient.js';
import { atOnceText } from '../atOnceText.js';
import { grouped } from '../grouped.js';
import type { CallFlags } from './RunFlags.js';
import type { ResolvedRoutes } from './resolveRoutes.js';
import type { Settings } from './settingsOf.js';

/** What a run is about to do, in one line: which model, where, with which key, how fast. */
export function describeRun(
  flags: CallFlags,
  settings: Settings,
  { routes }: Pick<Client, 'routes'>,
  { keySource }: ResolvedRoutes,
): string {
  const hosts = routes.map(({ name }) => name).join(', then ');
  const rates = [
    flags.rpm === undefined ? [] : `${grouped(flags.rpm)} requests a minute`,
    flags.tpm === undefined ? [] : `${grouped(flags.tpm)} tokens a minute`,
  ].flat();
  const model = settings.params.model ?? "the server's own model";
  return [`${model} at ${hosts} (${keySource})`, atOnceText(flags.concurrency), ...rates].join(', ');
}
