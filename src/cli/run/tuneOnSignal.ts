import type { Route } from '../../types/Route.js';
import type { Concurrency } from '../concurrencyFlag.js';
import { reportError } from '../reportError.js';
import { say } from '../say.js';
import type { AtOnce } from './AtOnce.js';
import type { RunLimiter } from './createLimiter.js';
import type { RunFlags, Typed } from './RunFlags.js';

/** What is read again. */
const LIMITS = ['concurrency', 'rpm', 'tpm'] as const;
type Limits = { readonly [K in (typeof LIMITS)[number]]?: K extends 'concurrency' ? Concurrency : number };

/** What may be changed of calls that are under way. */
export interface Tuned {
  readonly atOnce: AtOnce;
  /** Of all routes together; `undefined` when there is one, which has its own. */
  readonly limiter: RunLimiter | undefined;
  readonly routes: readonly Route[];
}

/**
 * Reads `concurrency`, `rpm` and `tpm` of the configuration file again at a SIGUSR2, those of its routes as well, and
 * keeps to them from then on. What was typed stays, and so does what the file does not say. Returns how to stop listening.
 */
export function tuneOnSignal(
  { config, readAgain }: Pick<RunFlags, 'config' | 'readAgain'>,
  isTyped: Typed,
  tuned: Tuned,
): () => void {
  const listen = () => {
    if (readAgain === undefined) {
      say('SIGUSR2 reads the limits of a configuration file again, and this run has none');
      return;
    }
    try {
      const values = readAgain();
      const changes = [...tuneAll(values as Limits, isTyped, tuned), ...tuneRoutes(values.routes, tuned)];
      say(`limits of ${config}: ${changes.length === 0 ? 'none' : changes.join(', ')}`);
    } catch (error) {
      // The run goes on as it was.
      reportError(error);
    }
  };
  process.on('SIGUSR2', listen);
  return () => process.off('SIGUSR2', listen);
}

function tuneAll(values: Limits, isTyped: Typed, { atOnce, limiter, routes }: Tuned): string[] {
  const said: string[] = [];
  const over = limiter ?? (routes[0]?.limiter as RunLimiter | undefined);
  for (const name of LIMITS) {
    const value = values[name];
    if (value === undefined) continue;
    if (isTyped(name)) said.push(`--${name} was typed and stays`);
    else if (over === undefined || value === 'auto')
      said.push(`${name} ${value} takes a new start of the run`);
    else {
      over.tune({ [name]: value });
      if (name === 'concurrency') atOnce.set(value);
      said.push(`${name} ${value}`);
    }
  }
  return said;
}

function tuneRoutes(listed: unknown, { routes }: Tuned): string[] {
  if (!Array.isArray(listed)) return [];
  const said: string[] = [];
  for (const [index, route] of (listed as (Limits & { readonly name?: string })[]).entries()) {
    const { name = routes[index]?.name } = route;
    const limiter = routes.find((candidate) => candidate.name === name)?.limiter as RunLimiter | undefined;
    for (const limit of LIMITS) {
      const value = route[limit];
      if (value === undefined || value === 'auto') continue;
      if (limiter?.tune === undefined) said.push(`${limit} of ${name} takes a new start of the run`);
      else {
        limiter.tune({ [limit]: value });
        said.push(`${limit} ${value} of ${name}`);
      }
    }
  }
  return said;
}
