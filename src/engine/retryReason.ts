import { errorCode } from './errorCode.js';

/** Why a call is tried again, for labels: the code of its error, or of the last route when all of them failed. */
export function retryReason(error: unknown): string {
  const { errors } = (error ?? {}) as { readonly errors?: readonly unknown[] };
  return errorCode((Array.isArray(errors) ? errors.at(-1) : undefined) ?? error);
}
