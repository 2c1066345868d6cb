import { reasonOf } from '../engine/reasonOf.js';
import { SinkError } from '../errors/SinkError.js';

/** What becomes of an error of the system while `name` is opened, written or closed; one that is told already as it is. */
export function sinkError(name: string, error: unknown): SinkError {
  if (error instanceof SinkError) return error;
  const { code } = error as NodeJS.ErrnoException;
  // What is missing is not the file, which would be made.
  const reason = code === 'ENOENT' ? 'there is no such folder' : reasonOf(error);
  return new SinkError(`cannot write ${name}: ${reason}`, error);
}

/** True for the error of a sink whose reader has gone, as after `| head`: a reason to stop, none to complain. */
export function isClosedPipe(error: unknown): boolean {
  return error instanceof Error && (error.cause as NodeJS.ErrnoException | undefined)?.code === 'EPIPE';
}
