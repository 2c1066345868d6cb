import { errorCode } from '../engine/errorCode.js';
import { isCallError } from '../errors/CallError.js';
import { isClosedPipe } from '../sinks/sinkError.js';
import { EXIT } from './exitCodes.js';
import { say } from './say.js';

/** Says on stderr what ended the program, and returns its exit code. */
export function reportError(error: unknown): number {
  // `| head` has what it wanted.
  if (isClosedPipe(error)) return EXIT.closedPipe;
  if (isCallError(error) && error.account) {
    say(`stopped: no route has a working key or balance. ${error.message}`);
    return EXIT.account;
  }
  if (error instanceof Error && errorCode(error) !== 'unexpected') {
    say(error.message);
    return errorCode(error) === 'bad_config' ? EXIT.usage : EXIT.fatal;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  say(`an error that nobody expected; please report it:\n${text}`);
  return EXIT.fatal;
}
