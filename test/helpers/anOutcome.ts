import type { Answer, Failure, FailureDetail } from '../../src/types/Outcome.js';
import { aPrompt } from './aPrompt.js';
import { aReply } from './aReply.js';

/** An answer to test with. */
export function anAnswer(fields: Partial<Answer> = {}): Answer {
  const { seq = 0, id = `line-${seq + 1}` } = fields;
  return { ...aReply(), status: 'ok', seq, id, prompt: aPrompt({ seq, id }), ...fields };
}

/** A failure to test with. */
export function aFailure(
  fields: Partial<Omit<Failure, 'error'>> & { error?: Partial<FailureDetail> } = {},
): Failure {
  const { seq = 0, id = `line-${seq + 1}`, error, ...rest } = fields;
  return {
    status: 'error',
    seq,
    id,
    prompt: aPrompt({ seq, id }),
    attempts: 5,
    ...rest,
    error: {
      code: 'timeout',
      message: 'no whole answer',
      retryable: true,
      httpStatus: null,
      body: null,
      ...error,
    },
  };
}
