import { isCallError } from '../errors/CallError.js';
import { errorCode } from './errorCode.js';

const codes: ReadonlySet<string> = new Set(['bad_config', 'broken_sink', 'budget_exhausted']);

/**
 * True for an error that every further call would meet too: no route has a usable account, the budget is used up or
 * cannot be recorded, or the configuration is bad.
 */
export function endsRun(error: unknown): boolean {
  return isCallError(error) ? error.account : codes.has(errorCode(error));
}
