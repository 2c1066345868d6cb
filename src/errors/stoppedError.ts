import { CallError } from './CallError.js';

/** The code of what was not asked any more. */
export const STOPPED = 'stopped';

/** In place of an answer that nobody asked for, because of a stop: nothing was sent. */
export function stoppedError(): CallError {
  return new CallError('it was stopped before it was asked', { code: STOPPED, attempts: 0 });
}
