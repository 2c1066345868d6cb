import { errorCode } from '../engine/errorCode.js';
import { isCallError } from '../errors/CallError.js';
import { isClosedPipe } from '../sinks/sinkError.js';
import { EXIT } from './exitCodes.js';
import { say } from './say.js';

/** What is the user's to change. */
const REFUSALS: ReadonlySet<string> = new Set(['bad_config', 'changed_input', 'bad_document']);

/**
 * Says on stderr what ended the program, and returns its exit code.
 *
 * @param keySource Where the keys of a run come from, for one that was refused.
 */
export function reportError(error: unknown, keySource?: string): number {
  // `| head` has what it wanted.
  if (isClosedPipe(error)) return EXIT.closedPipe;
  if (isCallError(error) && error.account) {
    const source =
      keySource === undefined
        ? ''
        : keySource === 'no key'
          ? '; no key was given: set OPENAI_API_KEY, or name a file by --api-key-file'
          : `; the key is that of ${keySource}`;
    say(`stopped: no route has a working key or balance. ${error.message}${source}`);
    return EXIT.account;
  }
  if (errorCode(error) === 'budget_exhausted') {
    say(`stopped: ${(error as Error).message}`);
    return EXIT.budget;
  }
  if (error instanceof Error && errorCode(error) !== 'unexpected') {
    say(error.message);
    return REFUSALS.has(errorCode(error)) ? EXIT.usage : EXIT.fatal;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  say(`an error that nobody expected; please report it:\n${text}`);
  return EXIT.fatal;
}
