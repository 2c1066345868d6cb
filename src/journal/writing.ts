import { reasonOf } from '../engine/reasonOf.js';
import { RxpromptError } from '../errors/RxpromptError.js';
import { SinkError } from '../errors/SinkError.js';

/** Does something with files of ours; an error of the system becomes a `SinkError` that names the output. */
export function writing<T>(output: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw named(output, error);
  }
}

/** The same for an action that takes its time. */
export async function writingAsync<T>(output: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw named(output, error);
  }
}

function named(output: string, error: unknown): unknown {
  if (error instanceof RxpromptError) return error;
  return new SinkError(`cannot write ${output}: ${reasonOf(error)}`, error);
}
