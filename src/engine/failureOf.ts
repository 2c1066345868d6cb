import { isCallError } from '../errors/CallError.js';
import { ACCOUNT, type Account } from '../types/Account.js';
import type { Failure } from '../types/Outcome.js';
import type { Prompt } from '../types/Prompt.js';
import type { Writable } from '../types/plainly.js';
import { attemptsOf } from './attempts.js';
import { errorCode } from './errorCode.js';

/** An error as a value: the row of `prompt`. What is no error of ours has the code `unexpected`. */
export function failureOf(prompt: Prompt, error: unknown): Failure {
  const call = isCallError(error) ? error : undefined;
  const failure: Writable<Failure> = {
    status: 'error',
    seq: prompt.seq,
    id: prompt.id,
    prompt,
    error: {
      code: errorCode(error),
      message: messageOf(error),
      retryable: call?.retryable ?? false,
      httpStatus: call?.httpStatus ?? null,
      body: call?.body ?? null,
    },
    attempts: attemptsOf(error),
  };
  const account: Account | undefined = prompt[ACCOUNT];
  if (account !== undefined) failure[ACCOUNT] = account;
  return failure;
}

function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message || error.name;
  try {
    return String(error);
  } catch {
    return 'an error that has no text';
  }
}
