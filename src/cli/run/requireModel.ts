import { ConfigError } from '../../errors/ConfigError.js';
import type { RunFlags } from './RunFlags.js';
import type { Destination } from './resolveRoutes.js';
import type { Settings } from './settingsOf.js';

/** Refuses to ask a service for our default model that is known not to have it: every prompt would fail. */
export function requireModel(
  destinations: readonly Destination[],
  { model }: Pick<RunFlags, 'model'>,
  settings: Pick<Settings, 'model'>,
): void {
  const { baseUrl, settings: own } = destinations[0] as Destination;
  const { hostname } = new URL(baseUrl);
  if (model !== undefined || hostname !== 'api.openai.com') return;
  if (own?.params?.model !== undefined || Object.hasOwn(own?.models ?? {}, settings.model)) return;
  throw new ConfigError(
    `${hostname} has no model ${settings.model}, the default: name one of theirs with --model NAME. If another ` +
      'service is meant, set DEEPSEEK_API_KEY, or OPENAI_BASE_URL, or give --base-url',
  );
}
