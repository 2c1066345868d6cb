import { gcraLimiter } from '../../engine/limiter/gcraLimiter.js';
import { slidingWindowLimiter } from '../../engine/limiter/slidingWindowLimiter.js';
import type { Limiter } from '../../types/Limiter.js';
import type { RunFlags } from './RunFlags.js';

/** The limiter that `--rpm`, `--tpm` and `--limiter` ask for; none without a limit. */
export function createLimiter({
  rpm,
  tpm,
  limiter = 'gcra',
}: Pick<RunFlags, 'rpm' | 'tpm' | 'limiter'>): Limiter | undefined {
  if (rpm === undefined && tpm === undefined) return undefined;
  return limiter === 'gcra'
    ? gcraLimiter({
        ...(rpm !== undefined && { requestsPerMinute: rpm }),
        ...(tpm !== undefined && { tokensPerMinute: tpm }),
      })
    : slidingWindowLimiter({
        ...(rpm !== undefined && { requests: rpm }),
        ...(tpm !== undefined && { tokens: tpm }),
      });
}
