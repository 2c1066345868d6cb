import type { Prompt } from '../types/Prompt.js';

/** A row that could not become a question: it travels on, and becomes a Failure in place of a request. */
export function rejected(id: string, seq: number, message: string, input?: Prompt['input']): Prompt {
  const rejection = { code: 'bad_input', message } as const;
  return input === undefined
    ? { id, seq, messages: [], rejection }
    : { id, seq, messages: [], rejection, input };
}
