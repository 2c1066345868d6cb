import { openaiChat } from '../codec/openaiChat.js';
import { ConfigError } from '../errors/ConfigError.js';
import { canonicalJson } from '../text/canonicalJson.js';
import type { CallObserver } from '../types/CallEvent.js';
import { createRoute, type HttpRoute, type RouteOptions } from './createRoute.js';
import { endpointOf } from './endpointOf.js';

/** Options of {@link createClient}. */
export interface ClientOptions {
  /** At least one. */
  readonly routes: readonly RouteOptions[];
  /** Told of the start and the end of each attempt, and by operators of what else they do. */
  readonly observe?: CallObserver;
}

/** Routes that belong together. */
export interface Client {
  /** By priority; those of equal priority in the order in which they were given. */
  readonly routes: readonly HttpRoute[];
  readonly observe?: CallObserver;
  /**
   * What the answers of this client hang on besides the prompt: where the first route leads, its codec, its
   * parameters and models. `requestKey(prompt, client)` makes it part of the key, so that a cache which several
   * programs share never answers for another model or another server.
   */
  readonly scope: string;
  /** Aborts what is running and closes every connection of every route. */
  close(): Promise<void>;
}

/**
 * Builds the routes and gives each a name of its own: a host that occurs twice becomes `host` and `host-2`.
 * Throws a {@link ConfigError} that names the route when one cannot be built.
 */
export function createClient({ routes: options, observe }: ClientOptions): Client {
  if (options.length === 0) throw new ConfigError('expected routes to hold at least one route, got none');
  const names = namesOf(options);
  const routes = options
    .map((route, index) => createRoute({ ...route, name: names[index] as string }, observe))
    .toSorted((a, b) => a.priority - b.priority);

  return {
    routes,
    ...(observe === undefined ? {} : { observe }),
    scope: scopeOf(options),
    close: async () => {
      await Promise.all(routes.map((route) => route.close()));
    },
  };
}

/** Of the route that is asked first: the others stand in for it. Nothing secret: no key, no header, no query. */
function scopeOf(options: readonly RouteOptions[]): string {
  const [first] = options.toSorted((a, b) => (a.priority ?? 0) - (b.priority ?? 0)) as [RouteOptions];
  const { host, pathname } = new URL(first.baseUrl);
  const codec = first.codec?.name ?? openaiChat().name;
  return canonicalJson([host, pathname, codec, first.params, first.models]) as string;
}

function namesOf(options: readonly RouteOptions[]): readonly string[] {
  const taken = new Set<string>();
  for (const { name } of options) {
    if (name === undefined) continue;
    if (taken.has(name)) throw new ConfigError(`two routes are named ${name}`);
    taken.add(name);
  }
  return options.map(({ name, baseUrl }) => {
    if (name !== undefined) return name;
    const { host } = endpointOf(baseUrl, '', false);
    let unique = host;
    for (let n = 2; taken.has(unique); n++) unique = `${host}-${n}`;
    taken.add(unique);
    return unique;
  });
}
