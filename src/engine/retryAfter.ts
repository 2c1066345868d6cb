import { MAX_TIMER_MS } from './expectNumber.js';

/** The headers of an answer by which a server says when to come back; names in lower case. */
export interface RetryAfterHeaders {
  readonly 'retry-after'?: string | undefined;
  /** Milliseconds; OpenAI and Azure send it beside the other and it is the finer of the two. */
  readonly 'retry-after-ms'?: string | undefined;
}

/**
 * How long a server asked us to wait, in milliseconds: from `retry-after-ms`, or `retry-after` in seconds (also
 * with a fraction), as an HTTP date in any of its three forms, or as an ISO date.
 *
 * `null` when it asked for nothing, for a time that is past, for more than 24.8 days, or in words nobody knows.
 *
 * @param nowMs The time of day, against which a date is read.
 */
export function parseRetryAfter(headers: RetryAfterHeaders, nowMs: number): number | null {
  const ms = numberOf(headers['retry-after-ms']);
  if (ms !== null) return inRange(ms);
  const value = headers['retry-after'];
  const seconds = numberOf(value);
  if (seconds !== null) return inRange(seconds * 1_000);
  if (value === undefined) return null;
  const at = dateOf(value.trim());
  return at === null || at <= nowMs ? null : inRange(at - nowMs);
}

function numberOf(text: string | undefined): number | null {
  const digits = text?.trim();
  return digits !== undefined && /^\d+(\.\d+)?$/.test(digits) ? Number(digits) : null;
}

function inRange(ms: number): number | null {
  return ms <= MAX_TIMER_MS ? Math.ceil(ms) : null;
}

/** Day names first (RFC 9110, 5.6.7), or ISO 8601. Anything else `Date.parse` would only guess at. */
function dateOf(text: string): number | null {
  const isHttp = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},? /i.test(text);
  if (!isHttp && !/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(text)) return null;
  const hasZone = /(GMT|UTC|Z|[+-]\d\d:?\d\d)$/i.test(text);
  // Without a zone it is UTC, for which the form of asctime has no word; Date.parse would take it as local time.
  const zoned = hasZone ? text : `${text}${isHttp ? ' GMT' : 'Z'}`;
  const at = Date.parse(zoned);
  return Number.isNaN(at) ? null : at;
}
