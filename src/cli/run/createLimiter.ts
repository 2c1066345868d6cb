import { gcraLimiter } from '../../engine/limiter/gcraLimiter.js';
import { slidingWindowLimiter } from '../../engine/limiter/slidingWindowLimiter.js';
import type { ConcurrencyControl, Limiter } from '../../types/Limiter.js';
import type { RunFlags } from './RunFlags.js';

/** What a limiter keeps. */
export interface Limits extends Partial<Pick<RunFlags, 'rpm' | 'tpm' | 'limiter'>> {
  readonly concurrency?: number | ConcurrencyControl | undefined;
}

/** Its limits may be changed by the names of their flags; what is left out stays. */
export interface RunLimiter extends Limiter {
  tune(limits: Omit<Limits, 'limiter'>): void;
}

/** Keeps a number of requests at once, and what `--rpm`, `--tpm` and `--limiter` ask for; also of a route alone. */
export function createLimiter({ concurrency, rpm, tpm, limiter: kind = 'gcra' }: Limits): RunLimiter {
  const atOnce = concurrency === undefined ? {} : { concurrency };
  if (kind === 'gcra') {
    const limiter = gcraLimiter({
      ...atOnce,
      ...(rpm !== undefined && { requestsPerMinute: rpm }),
      ...(tpm !== undefined && { tokensPerMinute: tpm }),
    });
    return Object.assign(limiter, {
      tune: (to: Limits) =>
        limiter.set({ requestsPerMinute: to.rpm, tokensPerMinute: to.tpm, concurrency: to.concurrency }),
    });
  }
  const limiter = slidingWindowLimiter({
    ...atOnce,
    ...(rpm !== undefined && { requests: rpm }),
    ...(tpm !== undefined && { tokens: tpm }),
  });
  return Object.assign(limiter, {
    tune: (to: Limits) => limiter.set({ requests: to.rpm, tokens: to.tpm, concurrency: to.concurrency }),
  });
}
