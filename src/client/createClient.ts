import { ConfigError } from '../errors/ConfigError.js';
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
    close: async () => {
      await Promise.all(routes.map((route) => route.close()));
    },
  };
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
