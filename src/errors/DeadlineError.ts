import { CallError } from './CallError.js';

/** Which limit of time was passed. */
export type DeadlinePhase = 'connect' | 'first' | 'idle' | 'total';

/** A call took longer than it may. */
export class DeadlineError extends CallError {
  readonly phase: DeadlinePhase;
  readonly limitMs: number;

  constructor(phase: DeadlinePhase, limitMs: number, attempts = 1) {
    const what = {
      connect: 'no connection',
      first: 'no token',
      idle: 'no further token',
      total: 'no whole answer',
    }[phase];
    super(`${what} within ${limitMs} ms`, { code: 'timeout', retryable: true, attempts });
    this.phase = phase;
    this.limitMs = limitMs;
  }
}
