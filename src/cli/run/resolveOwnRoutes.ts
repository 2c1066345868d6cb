import { ConfigError } from '../../errors/ConfigError.js';
import { isLoopback } from './isLoopback.js';
import type { RouteSettings } from './RouteSettings.js';
import { type Destination, NO_KEY, type ResolvedRoutes, type RouteInputs } from './resolveRoutes.js';

/** Hosts for which a variable is the key by its name. */
const KEY_OF: Readonly<Record<string, string>> = {
  'api.deepseek.com': 'DEEPSEEK_API_KEY',
  'api.openai.com': 'OPENAI_API_KEY',
};

/** A route for each of its keys, of equal priority: a call goes on to the next one when one is refused. */
function eachKey(settings: RouteSettings): readonly RouteSettings[] {
  const { keys, name, key: only, where } = settings;
  if (keys === undefined) return [settings];
  if (only !== undefined)
    throw new ConfigError(`${where}: key and keys are both there; put them all in keys`);
  return keys.map(({ name: keyName, key }, index) => ({
    ...settings,
    keyName,
    key,
    ...(name !== undefined && index > 0 && { name: `${name}-${index + 1}` }),
  }));
}

/** The same for the routes of a configuration file, which have keys of their own. Those asked first come first. */
export function resolveOwnRoutes(
  routes: readonly RouteSettings[],
  { fileKey, variables }: Pick<RouteInputs, 'fileKey' | 'variables'>,
): ResolvedRoutes {
  const sources = new Set<string>();
  const destinations = routes
    .map((settings, index) => ({ ...settings, priority: settings.priority ?? index }))
    .toSorted((a, b) => a.priority - b.priority)
    .flatMap(eachKey)
    .map((settings): Destination => {
      const { where, baseUrl, keyName, key } = settings;
      const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
      if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
        throw new ConfigError(
          `${where}.baseUrl is no URL that begins with http:// or https://, such as https://api.deepseek.com`,
        );
      }
      const known = KEY_OF[url.hostname] ?? '';
      const [apiKey, source] =
        key !== undefined
          ? [key, keyName as string]
          : fileKey !== undefined
            ? [fileKey, '--api-key-file']
            : [variables[known]?.trim(), known];
      if (apiKey) {
        sources.add(source);
        return { baseUrl, apiKey, settings };
      }
      if (isLoopback(baseUrl)) return { baseUrl, apiKey: NO_KEY, settings };
      throw new ConfigError(
        `${where}: no key for ${url.host}; add key: $NAME, the name of a variable that holds it`,
      );
    });
  const notes = variables.OPENAI_BASE_URL
    ? ['OPENAI_BASE_URL is not used, because the configuration has routes; --base-url wins over both']
    : [];
  return { destinations, keySource: [...sources].join(', ') || 'no key', notes };
}
