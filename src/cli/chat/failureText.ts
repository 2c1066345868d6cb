import { errorCode } from '../../engine/errorCode.js';
import { isCallError } from '../../errors/CallError.js';
import { modelRemedy } from '../run/modelRemedy.js';

/** What is known besides the error. */
export interface FailureMeans {
  readonly model: string | null;
  /** The models that the server says it has. */
  readonly models: () => Promise<readonly string[]>;
  /** Where the key comes from. */
  readonly keySource: string;
  /** A person types, and may answer by a command. */
  readonly isTerminal: boolean;
}

/** Why a turn has no answer, in one line, and what to do. */
export async function failureText(
  error: unknown,
  { model, models, keySource, isTerminal }: FailureMeans,
): Promise<string> {
  const { message } = error as Error;
  const code = errorCode(error);
  if (code === 'model_not_found') {
    const how = isTerminal ? 'by /model NAME' : 'by --model';
    return `${message}${modelRemedy(model ?? '', await models(), how)}`;
  }
  if (code === 'budget_exhausted') return `nothing more fits under --max-cost: ${message}`;
  if (isCallError(error) && error.account) {
    return `${message}; ${keySource === 'no key' ? 'no key was given' : `the key is that of ${keySource}`}`;
  }
  return message;
}
