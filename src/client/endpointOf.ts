import { isIP } from 'node:net';
import { ConfigError } from '../errors/ConfigError.js';

/** Where a route sends its requests. */
export interface Endpoint {
  readonly origin: string;
  /** With the query of the base URL, if it has one. */
  readonly path: string;
  /** Host and port: the default name of the route. */
  readonly host: string;
}

/**
 * Takes a base URL apart and appends the codec's path, unless the URL ends with it already. Throws a
 * {@link ConfigError} for a URL that nothing can be sent to, one that holds a password, and one that would carry
 * the key over the open internet in clear.
 */
export function endpointOf(baseUrl: string, codecPath: string, hasKey: boolean): Endpoint {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : null;
  // The text itself is not quoted before the password in it is ruled out.
  if (url === null)
    throw new ConfigError('baseUrl is no URL; expected something like https://api.deepseek.com');
  if (url.username !== '' || url.password !== '') {
    throw new ConfigError(`baseUrl (${url.host}) holds a user name or password; use apiKey or headers`);
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new ConfigError(`expected baseUrl to begin with https:// or http://, got ${url.protocol}`);
  }
  if (url.hash !== '') throw new ConfigError(`expected baseUrl (${url.host}) to have no fragment (#...)`);
  if (hasKey && url.protocol === 'http:' && !isNear(url.hostname)) {
    throw new ConfigError(`http://${url.host} would carry the API key in clear; use https://`);
  }
  const base = url.pathname.replace(/\/+$/, '');
  const path = (base.endsWith(codecPath) ? base : base + codecPath) || '/';
  return { origin: url.origin, path: path + url.search, host: url.host };
}

/** This machine, a private network, or a name that only such a network can resolve. */
function isNear(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  switch (isIP(host)) {
    case 4:
      return /^(127|10|192\.168|169\.254|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./.test(
        host,
      );
    case 6:
      return host === '::1' || /^(f[cd]|fe[89ab])/.test(host);
    default:
      return !host.includes('.') || /\.(localhost|local|internal|lan|home\.arpa|svc|test)$/.test(host);
  }
}
