import type { ConcurrencyControl } from '../../types/Limiter.js';
import { controlOf, type PartedLimiter } from './createLimiter.js';
import type { Dimension } from './Dimension.js';
import { requirePositive } from './requirePositive.js';

/** Limits that may be changed: what is left out stays, `null` is no limit any more. */
export type Tuning<T> = { readonly [K in keyof T]?: T[K] | null | undefined };

interface Changes {
  readonly requests?: number | null | undefined;
  readonly tokens?: number | null | undefined;
  readonly concurrency?: number | ConcurrencyControl | null | undefined;
}

/** Changes the limits of a limiter that is in use, and lets go whoever may. */
export function tuneParts(
  limiter: PartedLimiter,
  make: Readonly<Record<'requests' | 'tokens', (limit: number) => Dimension>>,
  { requests, tokens, concurrency }: Changes,
  now: number,
): void {
  if (typeof concurrency === 'number') requirePositive('concurrency', concurrency, 1);
  if (requests !== undefined) limiter.requests = tuned(limiter.requests, make.requests, requests, now);
  if (tokens !== undefined) limiter.tokens = tuned(limiter.tokens, make.tokens, tokens, now);
  if (concurrency !== undefined) limiter.control = controlOf(concurrency ?? Number.POSITIVE_INFINITY);
  limiter.poll(now);
}

function tuned(
  dimension: Dimension | undefined,
  make: (limit: number) => Dimension,
  limit: number | null,
  now: number,
): Dimension | undefined {
  if (limit === null) return undefined;
  if (dimension === undefined) return make(limit);
  dimension.tune(limit, now);
  return dimension;
}
