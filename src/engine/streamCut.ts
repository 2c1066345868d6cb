import { CallError } from '../errors/CallError.js';

/** The error of a stream that completed and never said that it was the end. */
export function streamCut(): CallError {
  return new CallError('the stream stopped before its end', { code: 'stream_cut', retryable: true });
}
