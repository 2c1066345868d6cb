import { request } from 'undici';
import type { Destination } from './resolveRoutes.js';

/** How long a list of models is waited for, and how large it may be. */
const WAIT_MS = 3_000;
const MAX_BYTES = 4_000_000;

/** The names of the models that a server says it has; none when it does not say. */
export async function listModels({ baseUrl, apiKey, settings }: Destination): Promise<readonly string[]> {
  try {
    const url = new URL(baseUrl);
    url.pathname = `${url.pathname.replace(/\/+$|\/chat\/completions\/?$/, '')}/models`;
    const { statusCode, body } = await request(url, {
      headers: { authorization: `Bearer ${apiKey}`, ...settings?.headers },
      signal: AbortSignal.timeout(WAIT_MS),
    });
    let text = '';
    for await (const chunk of body.setEncoding('utf8')) {
      text += chunk;
      if (text.length > MAX_BYTES) return [];
    }
    const { data } = JSON.parse(text) as { data?: unknown };
    if (statusCode !== 200 || !Array.isArray(data)) return [];
    return data.map((model) => (model as { id?: unknown } | null)?.id).filter((id) => typeof id === 'string');
  } catch {
    return [];
  }
}
