import { type Client, createClient } from '../../client/createClient.js';
import { createRoute } from '../../client/createRoute.js';
import type { PriceTable } from '../../engine/money/PriceTable.js';
import { PRICES } from '../../engine/money/prices.js';
import { ConfigError } from '../../errors/ConfigError.js';
import type { CallObserver } from '../../types/CallEvent.js';
import type { RunFlags } from './RunFlags.js';
import type { Destination } from './resolveRoutes.js';
import { routeOptions } from './routeOptions.js';
import type { Settings } from './settingsOf.js';

/** What the clients of commands differ in. */
export interface ClientParts {
  /** Default: the built-in ones. */
  readonly prices?: PriceTable;
  readonly observe?: CallObserver;
}

/** The client for these destinations, the first tried first. Nothing is connected yet. */
export function openClient(
  destinations: readonly Destination[],
  settings: Settings,
  flags: Pick<RunFlags, 'codec' | 'replyField' | 'http2' | 'maxCost' | 'concurrency' | 'circuitBreaker'>,
  { prices = PRICES, observe }: ClientParts = {},
): Client {
  const routes = destinations.map((destination, index) =>
    routeOptions(destination, index, settings, flags, prices, destinations.length === 1),
  );
  try {
    return createClient({ routes, ...(observe !== undefined && { observe }) });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const [index, route] of routes.entries()) {
      const where = destinations[index]?.settings?.where;
      if (where !== undefined) check(where, () => createRoute(route));
    }
    // The library speaks of options, the user of flags.
    throw new ConfigError(
      error.message
        .replace('baseUrl', '--base-url')
        .replace('http2 needs', '--http2 needs')
        .replace('use apiKey or headers', 'a key belongs in DEEPSEEK_API_KEY or OPENAI_API_KEY'),
      error,
    );
  }
}

/** Says of which route in the file an error speaks. */
function check(where: string, build: () => unknown): void {
  try {
    build();
  } catch (error) {
    throw error instanceof ConfigError ? new ConfigError(`${where}: ${error.message}`, error) : error;
  }
}
