import { gcraLimiter } from '../../engine/limiter/gcraLimiter.js';
import { slidingWindowLimiter } from '../../engine/limiter/slidingWindowLimiter.js';
import type { Limiter } from '../../types/Limiter.js';
import type { RunFlags } from './RunFlags.js';

/** Keeps `--concurrency`, counted in requests, and what `--rpm`, `--tpm` and `--limiter` ask for. */
export function createLimiter({
  concurrency,
  rpm,
  tpm,
  limiter = 'gcra',
}: Pick<RunFlags, 'concurrency' | 'rpm' | 'tpm' | 'limiter'>): Limiter {
  return limiter === 'gcra'
    ? gcraLimiter({
        concurrency,
        ...(rpm !== undefined && { requestsPerMinute: rpm }),
        ...(tpm !== undefined && { tokensPerMinute: tpm }),
      })
    : slidingWindowLimiter({
        concurrency,
        ...(rpm !== undefined && { requests: rpm }),
        ...(tpm !== undefined && { tokens: tpm }),
      });
}
