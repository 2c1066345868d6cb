import { ConfigError } from '../errors/ConfigError.js';

/** Header names and values by turns, as they are sent with every request of a route. */
export function requestHeaders(
  apiKey: string | undefined,
  custom: Readonly<Record<string, string>>,
  accept: string,
): readonly string[] {
  const headers = new Map<string, string>([
    ['content-type', 'application/json'],
    ['accept', accept],
    ['accept-encoding', 'gzip, br, deflate'],
    ['user-agent', 'rxprompt'],
  ]);
  if (apiKey !== undefined) headers.set('authorization', `Bearer ${apiKey}`);
  for (const [name, value] of Object.entries(custom)) headers.set(name.toLowerCase(), value);
  for (const [name, value] of headers) {
    // The value stays out of the message: it may be a secret.
    if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(name))
      throw new ConfigError(`${JSON.stringify(name)} is no name of a header`);
    if (typeof value !== 'string' || !/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
      const what =
        name === 'authorization' && !('authorization' in custom) ? 'the API key' : `the header ${name}`;
      throw new ConfigError(`${what} holds characters that cannot be sent, such as a line break`);
    }
    if (/^(content-length|transfer-encoding|connection|keep-alive|upgrade|expect|host)$/.test(name)) {
      throw new ConfigError(`the header ${name} is not yours to set`);
    }
  }
  return [...headers].flat();
}
