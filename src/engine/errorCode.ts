/** The stable name of an error, for rows and labels: the code of one of ours, else `unexpected`. */
export function errorCode(error: unknown): string {
  // A Node error has a code too, but of an open set.
  const { code, retryable } = (error ?? {}) as { readonly code?: unknown; readonly retryable?: unknown };
  return typeof code === 'string' && typeof retryable === 'boolean' ? code : 'unexpected';
}
