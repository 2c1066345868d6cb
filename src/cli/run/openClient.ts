import { type Client, createClient } from '../../client/createClient.js';
import { openaiChat } from '../../codec/openaiChat.js';
import { promptForm } from '../../codec/promptForm.js';
import { ConfigError } from '../../errors/ConfigError.js';
import type { CallObserver } from '../../types/CallEvent.js';
import type { RunFlags } from './RunFlags.js';
import type { Destination } from './resolveRoutes.js';
import type { Settings } from './settingsOf.js';

/** The client for these destinations, the first tried first. Nothing is connected yet. */
export function openClient(
  destinations: readonly Destination[],
  { params }: Settings,
  { codec, replyField, http2 = false }: Pick<RunFlags, 'codec' | 'replyField' | 'http2'>,
  observe?: CallObserver,
): Client {
  try {
    return createClient({
      routes: destinations.map(({ baseUrl, apiKey }, priority) => ({
        baseUrl,
        apiKey,
        priority,
        params,
        http2,
        codec: codec === 'prompt' ? promptForm(replyField === undefined ? {} : { replyField }) : openaiChat(),
      })),
      ...(observe !== undefined && { observe }),
    });
  } catch (error) {
    // The library speaks of options, the user of flags.
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(
      error.message
        .replace('baseUrl', '--base-url')
        .replace('http2 needs', '--http2 needs')
        .replace('use apiKey or headers', 'a key belongs in DEEPSEEK_API_KEY or OPENAI_API_KEY'),
      error,
    );
  }
}
