import { CallError } from './CallError.js';

/** A call was not made, because its server has failed and has not been seen to be back. */
export class CircuitOpenError extends CallError {
  constructor(waitMs: number, route?: string) {
    const isKnown = waitMs < Number.POSITIVE_INFINITY;
    const when = isKnown
      ? `; it is asked again in ${Math.ceil(waitMs)} ms`
      : '; it is being asked whether it is back';
    super(`not asked, because the calls before failed${when}`, {
      code: 'circuit_open',
      retryable: true,
      attempts: 0,
      retryAfterMs: isKnown ? Math.ceil(waitMs) : null,
      ...(route !== undefined && { route }),
    });
  }
}
