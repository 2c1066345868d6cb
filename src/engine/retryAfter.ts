import { MAX_TIMER_MS } from './expectNumber.js';

/** The headers of an answer by which a server says when to come back; names in lower case. */
export interface RetryAfterHeaders {
  readonly 'retry-after'?: string | undefined;
  /** Milliseconds; OpenAI and Azure send it beside the other and it is the finer of the two. */
  readonly 'retry-after-ms'?: string | undefined;
}

/**
 * How long a server asked us to wait, in milliseconds: from `retry-after-ms`, or from `retry-after` in the form of
 * the standard, or as others write it: seconds with a fraction, or an ISO date.
 *
 * `null` when it asked for nothing, for a time that is past, for more than 24.8 days, or in words nobody knows.
 *
 * @param nowMs The time of day, against which a date is read.
 */
export function retryHint(headers: RetryAfterHeaders, nowMs: number): number | null {
  const ms = decimalOf(headers['retry-after-ms']);
  if (ms !== null) return inRange(ms);
  const value = headers['retry-after'];
  if (value === undefined) return null;
  const seconds = decimalOf(value);
  if (seconds !== null) return inRange(seconds * 1_000);
  const text = value.trim();
  return /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(text)
    ? untilDate(text, 'Z', nowMs)
    : parseRetryAfter(text, nowMs);
}

/**
 * A `retry-after` of the standard (RFC 9110, 10.2.3), in milliseconds: whole seconds, or an HTTP date in any of its
 * three forms. `null` as for {@link retryHint}.
 */
export function parseRetryAfter(value: string, nowMs: number): number | null {
  const text = value.trim();
  if (/^\d+$/.test(text)) return inRange(Number(text) * 1_000);
  // Day names first (5.6.7). Anything else `Date.parse` would only guess at.
  return /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},? /i.test(text) ? untilDate(text, ' GMT', nowMs) : null;
}

function decimalOf(text: string | undefined): number | null {
  const digits = text?.trim();
  return digits !== undefined && /^\d+(\.\d+)?$/.test(digits) ? Number(digits) : null;
}

function inRange(ms: number): number | null {
  return ms <= MAX_TIMER_MS ? Math.ceil(ms) : null;
}

/** Without a zone it is UTC, for which the form of asctime has no word; Date.parse would take it as local time. */
function untilDate(text: string, utc: string, nowMs: number): number | null {
  const hasZone = /GMT|UTC|Z|[+-]\d\d:?\d\d/i.test(text);
  const at = Date.parse(hasZone ? text : `${text}${utc}`);
  return Number.isNaN(at) || at <= nowMs ? null : inRange(at - nowMs);
}
