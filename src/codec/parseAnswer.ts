import { CallError } from '../errors/CallError.js';
import { badResponse } from './badResponse.js';

/**
 * The JSON of a body with status 2xx. Blank lines before it are fine: servers send them while a request waits.
 * Nothing but blank lines is `empty_answer`; what is no JSON object is `bad_response`; both may be retried.
 */
export function parseAnswer(body: string): Readonly<Record<string, unknown>> {
  let json: unknown;
  try {
    // U+FEFF is the byte order mark, which JSON.parse refuses.
    json = JSON.parse(body.charCodeAt(0) === 0xfeff ? body.slice(1) : body);
  } catch {
    if (body.trim() === '') {
      throw new CallError('the server sent an empty answer', {
        code: 'empty_answer',
        retryable: true,
        httpStatus: 200,
      });
    }
    throw badResponse('the answer is no JSON', body);
  }
  if (typeof json !== 'object' || json === null) throw badResponse('the answer is no JSON object', body);
  return json as Readonly<Record<string, unknown>>;
}
