import { isCallError } from '../../errors/CallError.js';
import type { CallSignal } from '../../types/Limiter.js';

/** A call that was answered. */
export const OK: CallSignal = { kind: 'ok' };

const OTHER: CallSignal = { kind: 'other' };

/** Words of a limit of calls at once; DeepSeek's `your concurrency limit of 200`, LiteLLM's and others'. */
const AT_ONCE = /concurren|parallel|simultaneous|in.flight|at the same time/i;
/** Words of a limit over time. */
const OVER_TIME =
  /per[ _-](second|minute|hour|day)|\b[rt]p[smd]\b|(requests|tokens)[_ ]per|(request|token)s? rate/i;
const NUMBER = /concurren\w* (?:requests? )?limit (?:of|is|:) ?(\d{1,7})/i;

/**
 * What an error of a call says of limits. A 429 without a word is taken as too many at once, unless it says when to
 * come back: that a server knows of a window, not of calls that take as long as they take.
 */
export function signalOf(error: unknown): CallSignal {
  if (!isCallError(error)) return OTHER;
  const { code, httpStatus, retryAfterMs } = error;
  // Not the message, to which we add advice of our own.
  const words = error.body ?? error.message;
  const retry = retryAfterMs === null ? undefined : { retryAfterMs };
  if (code === 'overloaded') return { kind: 'overloaded', ...retry };
  // This machine's own limit.
  if (code === 'too_many_files') return { kind: 'too-many' };
  // An empty account says 429 too, and that is no limit.
  if (httpStatus !== 429 || code !== 'rate_limited') return OTHER;
  const [, number] = NUMBER.exec(words) ?? [];
  if (number !== undefined) return { kind: 'too-many', limit: Number(number), ...retry };
  if (AT_ONCE.test(words)) return { kind: 'too-many', ...retry };
  if (OVER_TIME.test(words) || retryAfterMs !== null) return { kind: 'too-fast', ...retry };
  return { kind: 'too-many' };
}
