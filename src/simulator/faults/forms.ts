/** How servers count: exactly, by a bucket of the whole window, by the minute of the clock, by a bucket of one second. */
export const rateLimitKinds = ['slidingLog', 'tokenBucket', 'fixedWindow', 'secondBucket'] as const;
export type RateLimitKind = (typeof rateLimitKinds)[number];

/** Whose headers tell of limits: Go's durations, seconds, -1 and 0 for unknown, epochs, RFC 3339, two drafts of the IETF. */
export const rateLimitForms = [
  'none',
  'openai',
  'azure',
  'unknown',
  'epoch',
  'epochMs',
  'anthropic',
  'ietf',
  'ietfPolicy',
] as const;
export type RateLimitForm = (typeof rateLimitForms)[number];

/** How the time to wait is said; the last ones are of no use to a client, and are seen. */
export const retryAfterForms = [
  'seconds',
  'date',
  'rfc850',
  'asctime',
  'iso',
  'ms',
  'both',
  'pastDate',
  'negative',
  'garbage',
] as const;
export type RetryAfterForm = (typeof retryAfterForms)[number];

/** How the body of an error looks. */
export const errorForms = ['real', 'json', 'numericCode', 'detail', 'html', 'text', 'empty'] as const;
export type ErrorForm = (typeof errorForms)[number];

/** Where the role of a message stands. */
export const roleForms = ['first', 'none', 'everyChunk', 'nullContent'] as const;

/** Which chunk of a stream has the usage. */
export const usageForms = ['finish', 'ownChunk', 'asked', 'lastContent', 'everyChunk', 'none'] as const;

/** How answers are compressed. */
export const compressions = ['none', 'gzip', 'br'] as const;
