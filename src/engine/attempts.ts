import { type CallError, isCallError } from '../errors/CallError.js';
import { isReply, isStreamEnd } from './isReply.js';

/** HTTP requests behind an error: what it says of itself, else 1. */
export function attemptsOf(error: unknown): number {
  return isCallError(error) ? error.attempts : 1;
}

/** A Reply, or the `end` of a stream, made with `more` attempts than it says; any other value as it is. */
export function addAttempts<T>(value: T, more: number): T {
  if (isReply(value)) return { ...value, attempts: value.attempts + more };
  if (isStreamEnd(value)) return { ...value, reply: addAttempts(value.reply, more) };
  return value;
}

/**
 * The same error with another count of attempts; one that counts none comes back as it is. It is a copy, because
 * the original may be in other hands too.
 */
export function withAttempts(error: unknown, attempts: number): unknown {
  if (!isCallError(error) || error.attempts === attempts) return error;
  // A new Error first: only one that was built as such is an error to `util.types` and to loggers.
  const copy: CallError = Object.setPrototypeOf(new Error(error.message), Object.getPrototypeOf(error));
  Object.defineProperties(copy, Object.getOwnPropertyDescriptors(error));
  Object.defineProperty(copy, 'attempts', { value: attempts });
  return copy;
}
