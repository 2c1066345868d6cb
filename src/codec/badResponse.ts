import { CallError } from '../errors/CallError.js';

/**
 * A success whose body is not what it should be. One that is torn or no JSON may be better the next time; one of
 * another form (`form`) is that server's way, which only another route mends: asking again would only be paid again.
 */
export function badResponse(what: string, body: string, cause: 'torn' | 'form' = 'torn'): CallError {
  return new CallError(`${what}; the body begins: ${body.trimStart().slice(0, 80).replace(/\s+/g, ' ')}`, {
    code: 'bad_response',
    retryable: cause === 'torn',
    failover: true,
    httpStatus: 200,
    body,
  });
}
