import { CallError } from '../errors/CallError.js';

/** A success whose body is not what it should be. */
export function badResponse(what: string, body: string): CallError {
  return new CallError(`${what}; the body begins: ${body.trimStart().slice(0, 80).replace(/\s+/g, ' ')}`, {
    code: 'bad_response',
    retryable: true,
    httpStatus: 200,
    body,
  });
}
