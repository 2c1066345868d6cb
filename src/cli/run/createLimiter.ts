import { gcraLimiter } from '../../engine/limiter/gcraLimiter.js';
import { slidingWindowLimiter } from '../../engine/limiter/slidingWindowLimiter.js';
import type { Limiter } from '../../types/Limiter.js';
import type { RunFlags } from './RunFlags.js';

/** Keeps `--concurrency`, counted in requests, and what `--rpm`, `--tpm` and `--limiter` ask for; also of a route alone. */
export function createLimiter({
  concurrency,
  rpm,
  tpm,
  limiter = 'gcra',
}: Partial<Pick<RunFlags, 'concurrency' | 'rpm' | 'tpm' | 'limiter'>>): Limiter {
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
