import type { MonoTypeOperatorFunction, SchedulerLike } from 'rxjs';
import { expectNumber } from '../src/engine/expectNumber.js';
import type { CallSignal, Demand, Limiter, WaitReason } from '../src/types/Limiter.js';
import { Admitted, admissionTerms } from './internal/Admitted.js';

/** Options of {@link admit}. */
export interface AdmitOptions<T> {
  /** Tokens to reserve, input and expected output. Default: `inputTokens` and an answer as the limiter has learned it. */
  readonly tokens?: number;
  /** Tokens of the input alone. Default: the limiter goes by the mean of what calls used. */
  readonly inputTokens?: number;
  /** What a value says of the tokens really used. Default: the usage of a Reply, or of a stream's `end`. */
  readonly used?: (value: T) => number | undefined;
  /** What an error says of limits, for a limiter that learns. Default: what a `CallError` says, see `signalOf`. */
  readonly signal?: (error: unknown) => CallSignal;
  /**
   * When it is too late, in milliseconds of the scheduler's clock: a call whose turn can only come after that fails at
   * once, and takes no permit from others. Default never.
   */
  readonly endsAt?: number;
  /** Told how long the call waited for its permit, and what for if it had to. */
  readonly onAdmit?: (waitMs: number, waitedFor: WaitReason | undefined) => void;
  /** Its clock is the limiter's. Default `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

/**
 * On one call: subscribes once the limiter gives a permit, and gives it back when the call ends, however it
 * ends, with how it ended. The tokens that were reserved are settled with those that were used.
 *
 * ```text
 * limiter   one call at once
 * call 1    -----r|
 * call 2    ......-----r|      waits for the end of call 1
 * ```
 *
 * Errors:   passes them on; a call that fails counts as reserved. `timeout`, without an attempt, past `endsAt`.
 * Cancels:  unsubscribing leaves the line, or aborts the call and returns the permit.
 * Place it: directly on the call, below `retryBackoff` and `failover`, so that every attempt takes a permit.
 */
export function admit<T>(
  limiter: Limiter | undefined,
  options: AdmitOptions<T> = {},
): MonoTypeOperatorFunction<T> {
  const { tokens, inputTokens, endsAt = Number.POSITIVE_INFINITY } = options;
  expectNumber('tokens', tokens, { min: 0 });
  expectNumber('inputTokens', inputTokens, { min: 0 });
  if (limiter === undefined) return (source) => source;
  const demand: Demand = {
    ...(tokens !== undefined && { tokens }),
    ...(inputTokens !== undefined && { inputTokens }),
  };
  const terms = admissionTerms<T>(limiter, options);
  return (source) => new Admitted(source, terms, demand, endsAt);
}
