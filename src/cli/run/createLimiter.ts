import { gcraLimiter } from '../../engine/limiter/gcraLimiter.js';
import { slidingWindowLimiter } from '../../engine/limiter/slidingWindowLimiter.js';
import type { ConcurrencyControl, Limiter } from '../../types/Limiter.js';
import type { RunFlags } from './RunFlags.js';

/** What a limiter keeps. */
export interface Limits extends Partial<Pick<RunFlags, 'rpm' | 'tpm' | 'limiter'>> {
  readonly concurrency?: number | ConcurrencyControl | undefined;
}

/** Keeps a number of requests at once, and what `--rpm`, `--tpm` and `--limiter` ask for; also of a route alone. */
export function createLimiter({ concurrency, rpm, tpm, limiter = 'gcra' }: Limits): Limiter {
  const atOnce = concurrency === undefined ? {} : { concurrency };
  return limiter === 'gcra'
    ? gcraLimiter({
        ...atOnce,
        ...(rpm !== undefined && { requestsPerMinute: rpm }),
        ...(tpm !== undefined && { tokensPerMinute: tpm }),
      })
    : slidingWindowLimiter({
        ...atOnce,
        ...(rpm !== undefined && { requests: rpm }),
        ...(tpm !== undefined && { tokens: tpm }),
      });
}
