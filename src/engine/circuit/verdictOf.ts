import { isCallError } from '../../errors/CallError.js';
import type { CallVerdict } from '../../types/Circuit.js';

/**
 * What an error of a call says of its server: `overloaded` after a 503 or 529, `failed` after another 5xx, a time-out or a
 * connection that failed. A refusal (429 and other 4xx) and an answer that is none say that somebody is there; what
 * failed on this side says nothing.
 */
export function verdictOf(error: unknown): CallVerdict {
  if (!isCallError(error) || error.attempts === 0) return 'neither';
  const { httpStatus, retryable, code } = error;
  if (code === 'overloaded') return 'overloaded';
  if (httpStatus !== null) return httpStatus >= 500 || httpStatus === 408 ? 'failed' : 'neither';
  return retryable && code !== 'too_many_files' ? 'failed' : 'neither';
}
