import { ConfigError } from '../../errors/ConfigError.js';
import { isLoopback } from './isLoopback.js';
import type { RouteSettings } from './RouteSettings.js';

/** Where to send prompts, and with which key. */
export interface Destination {
  readonly baseUrl: string;
  readonly apiKey: string;
  /** What the configuration file says of it. */
  readonly settings?: RouteSettings;
}

/** What {@link resolveRoutes} found. */
export interface ResolvedRoutes {
  /** In order of priority. */
  readonly destinations: readonly Destination[];
  /** Where the key comes from, for people; never the key. */
  readonly keySource: string;
  /** What the user may not have expected. */
  readonly notes: readonly string[];
}

/** What {@link resolveRoutes} looks at. */
export interface RouteInputs {
  /** Of the flags `--base-url`. */
  readonly baseUrls: readonly string[];
  /** From `--api-key-file`. */
  readonly fileKey?: string | undefined;
  readonly variables: Readonly<Record<string, string | undefined>>;
}

const DEEPSEEK = 'https://api.deepseek.com';
const OPENAI = 'https://api.openai.com/v1';

/** Sent where no key is needed: many local servers refuse a request that has none at all. */
export const NO_KEY = 'no-key';

/**
 * Decides on base URLs and the key: `--base-url` wins; else `DEEPSEEK_API_KEY` means DeepSeek, else
 * `OPENAI_API_KEY` means `OPENAI_BASE_URL`, or OpenAI. `--api-key-file` stands in for both keys. A loopback
 * address needs no key.
 */
export function resolveRoutes({ baseUrls, fileKey, variables }: RouteInputs): ResolvedRoutes {
  const deepseekKey = variables.DEEPSEEK_API_KEY?.trim();
  const openaiKey = variables.OPENAI_API_KEY?.trim();
  const openaiBase = variables.OPENAI_BASE_URL?.trim();
  const [apiKey, keySource] =
    fileKey !== undefined
      ? [fileKey, '--api-key-file']
      : deepseekKey
        ? [deepseekKey, 'DEEPSEEK_API_KEY']
        : openaiKey
          ? [openaiKey, 'OPENAI_API_KEY']
          : [undefined, 'no key'];
  const meansOpenai = keySource === 'OPENAI_API_KEY';
  const usesOpenaiBase = openaiBase && !deepseekKey;

  const named = baseUrls.length > 0;
  const urls = named ? baseUrls : usesOpenaiBase ? [openaiBase] : [meansOpenai ? OPENAI : DEEPSEEK];
  const origin = named ? '--base-url' : 'OPENAI_BASE_URL';
  for (const url of urls) checkUrl(url, origin);

  const notes: string[] = [];
  if (!named && openaiBase && deepseekKey) {
    notes.push('OPENAI_BASE_URL is not used, because DEEPSEEK_API_KEY is set; --base-url wins over both');
  }
  if (apiKey === undefined && !named && !usesOpenaiBase) throw noKey();
  const destinations = urls.map((baseUrl) => {
    if (apiKey !== undefined) return { baseUrl, apiKey };
    if (isLoopback(baseUrl)) return { baseUrl, apiKey: NO_KEY };
    throw new ConfigError(`no key for ${new URL(baseUrl).host}: ${waysToGiveKey}`);
  });
  return { destinations, keySource, notes };
}

const waysToGiveKey =
  'set DEEPSEEK_API_KEY or OPENAI_API_KEY in the environment, or in a file named by --env-file, ' +
  'or name a file that holds only the key by --api-key-file';

function noKey(): ConfigError {
  return new ConfigError(
    [
      'no API key. Any of these will do:',
      '  DEEPSEEK_API_KEY=...                        for api.deepseek.com',
      '  OPENAI_API_KEY=... and OPENAI_BASE_URL=...  for any compatible API',
      '  --env-file FILE                             where one of them stands',
      '  --api-key-file FILE                         which holds the key and nothing else',
      'These need none:',
      '  rxprompt demo                               a hundred prompts through a local simulator',
      '  rxprompt simulate                           the simulator alone, for --base-url http://127.0.0.1:4010',
    ].join('\n'),
  );
}

function checkUrl(text: string, origin: string): void {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return;
  // What cannot be parsed is not quoted: it may hold a password, or be a key in the wrong place.
  throw new ConfigError(`${origin} is no URL that begins with http:// or https://, such as ${DEEPSEEK}`);
}
