import type { Concurrency } from './concurrencyFlag.js';
import { grouped } from './grouped.js';

/** `32 at once`, for people. */
export function atOnceText(concurrency: Concurrency): string {
  return concurrency === 'auto' ? 'as many at once as it carries' : `${grouped(concurrency)} at once`;
}
