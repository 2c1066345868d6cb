import { isCallError } from '../errors/CallError.js';
import { errorCode } from './errorCode.js';

/** True for an error that every further call would meet too: no route has a usable account, or a bad configuration. */
export function endsRun(error: unknown): boolean {
  return isCallError(error) ? error.account : errorCode(error) === 'bad_config';
}
