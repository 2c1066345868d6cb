import type { RetryAfterForm } from './forms.js';

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** Statuses that may say when to come back. */
const says = new Set([429, 503, 529]);
const nothing: readonly string[] = [];

/** What is said, and how; `exact` is what a rate limit knows. */
export interface RetryAfter {
  readonly retryAfterSeconds: number | 'exact' | null;
  readonly retryAfterForm: RetryAfterForm;
}

/** What a refusal says of the time to wait. @param exactMs What a rate limit knows of it; null: nothing. */
export function retryAfterHeaders(
  status: number,
  { retryAfterSeconds, retryAfterForm }: RetryAfter,
  exactMs: number | null,
  nowMs: number,
): readonly string[] {
  if (retryAfterSeconds === null || !says.has(status)) return nothing;
  if (retryAfterSeconds !== 'exact') return sayRetryAfter(retryAfterSeconds, retryAfterForm, nowMs);
  // Nobody says more than thousandths; a wait is not made shorter.
  return exactMs === null ? nothing : sayRetryAfter(Math.ceil(exactMs) / 1_000, retryAfterForm, nowMs);
}

/** `Retry-After`, or `retry-after-ms`, or both, as Node's flat list. Three forms of a date are RFC 9110's, 5.6.7. */
export function sayRetryAfter(seconds: number, form: RetryAfterForm, nowMs: number): string[] {
  const at = new Date(nowMs + seconds * 1_000);
  const [, day = '', month = '', year = '', time = ''] = at.toUTCString().split(/,? /);
  const ms = String(Math.round(seconds * 1_000));
  switch (form) {
    case 'seconds':
      return ['Retry-After', String(seconds)];
    case 'date':
      return ['Retry-After', at.toUTCString()];
    case 'rfc850':
      return ['Retry-After', `${days[at.getUTCDay()]}, ${day}-${month}-${year.slice(2)} ${time} GMT`];
    case 'asctime':
      return [
        'Retry-After',
        `${days[at.getUTCDay()]!.slice(0, 3)} ${month} ${String(Number(day)).padStart(2)} ${time} ${year}`,
      ];
    case 'iso':
      return ['Retry-After', at.toISOString()];
    case 'ms':
      return ['retry-after-ms', ms];
    case 'both':
      return ['Retry-After', String(Math.ceil(seconds)), 'retry-after-ms', ms];
    case 'pastDate':
      return ['Retry-After', new Date(nowMs - 60_000 - seconds * 1_000).toUTCString()];
    case 'negative':
      return ['Retry-After', String(-seconds)];
    case 'garbage':
      return ['Retry-After', 'soon'];
  }
}
