import { statusError } from '../codec/statusError.js';
import { retryHint } from '../engine/retryAfter.js';
import { CallError, isCallError } from '../errors/CallError.js';
import type { AnswerBody } from './AnswerBody.js';
import { headerOf } from './headerOf.js';
import type { RouteContext } from './RouteContext.js';

/** Whatever went wrong in a call, as a `CallError` that names the route and holds no secret. */
export function routeError(error: unknown, { name, scrub }: RouteContext): CallError {
  if (!isCallError(error)) {
    // Ours throw CallErrors, so this is a codec of the user's.
    const message = error instanceof Error ? error.message : String(error);
    return new CallError(scrub(`the codec failed: ${message}`), {
      code: 'bad_response',
      route: name,
      cause: error,
    });
  }
  return new CallError(scrub(error.message), {
    code: error.code,
    retryable: error.retryable,
    failover: error.failover,
    account: error.account,
    httpStatus: error.httpStatus,
    body: error.body === null ? null : scrub(error.body),
    retryAfterMs: error.retryAfterMs,
    attempts: error.attempts,
    unbilled: error.unbilled,
    usage: error.usage,
    route: name,
    cause: error.cause,
  });
}

/** An answer whose status is no success. */
export function refusalOf(body: AnswerBody, { scrub }: RouteContext): CallError {
  let text: string;
  try {
    // Before anything is cut, or half a key would stay.
    text = scrub(body.text());
  } catch {
    text = '';
  }
  const { status, headers } = body;
  const location = status < 400 ? headerOf(headers, 'location') : undefined;
  return statusError(status, location === undefined ? text : scrub(`to ${withoutQuery(location)}`), {
    retryAfterMs: retryHint(
      {
        'retry-after': headerOf(headers, 'retry-after'),
        'retry-after-ms': headerOf(headers, 'retry-after-ms'),
      },
      Date.now(),
    ),
  });
}

/** Queries carry sessions and, when the target is ours again, whatever we sent. */
function withoutQuery(location: string): string {
  return location.replace(/[?#].*$/s, '');
}
