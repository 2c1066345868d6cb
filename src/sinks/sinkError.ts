import { SinkError } from '../errors/SinkError.js';

/** What becomes of an error of the system while `name` is opened, written or closed; one that is told already as it is. */
export function sinkError(name: string, error: unknown): SinkError {
  if (error instanceof SinkError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  const reasons: Record<string, string> = {
    ENOSPC: 'the disk is full; make room there, or name a file on another disk',
    EDQUOT: 'the quota is used up',
    EPIPE: 'whoever read it has gone',
    ENOENT: 'there is no such directory',
    EISDIR: 'it is a directory',
    EACCES: 'permission denied',
    EROFS: 'the file system is read-only',
  };
  return new SinkError(`cannot write ${name}: ${reasons[code ?? ''] ?? message ?? String(error)}`, error);
}

/** True for the error of a sink whose reader has gone, as after `| head`: a reason to stop, none to complain. */
export function isClosedPipe(error: unknown): boolean {
  return error instanceof Error && (error.cause as NodeJS.ErrnoException | undefined)?.code === 'EPIPE';
}
