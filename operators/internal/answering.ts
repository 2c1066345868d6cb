import type { Observable } from 'rxjs';
import { createJsonAsker } from '../../src/text/json/askForJson.js';
import { readReply } from '../../src/text/json/checkReply.js';
import type { JsonForm } from '../../src/text/json/jsonForms.js';
import type { AnswerCheck } from '../../src/types/AnswerCheck.js';
import type { CallObserver } from '../../src/types/CallEvent.js';
import type { Prompt } from '../../src/types/Prompt.js';
import type { Reply } from '../../src/types/Reply.js';
import type { CacheLookupOptions } from '../cacheLookup.js';
import { validateAnswer } from '../validateAnswer.js';

/** What answers must be, as a part of `complete`. */
export interface AnswerTerms {
  /** Such as `jsonSchemaCheck` and `zodCheck` make. When it knows its schema, prompts ask for that. */
  readonly check: AnswerCheck;
  /** Further answers to ask for when one does not fit. Default 2. Minimum 0. */
  readonly maxRepairs?: number;
  /** How the provider is told. Default `json-mode`. */
  readonly form?: JsonForm;
}

/** How a prompt is asked whose answer must be something; without terms just as it is. */
export function answering(
  request: (prompt: Prompt) => Observable<Reply>,
  terms: AnswerTerms | undefined,
  observe: CallObserver | undefined,
): { readonly shape?: (prompt: Prompt) => Prompt; readonly answer: typeof request } {
  if (terms === undefined) return { answer: request };
  const { check, form = 'json-mode', maxRepairs } = terms;
  const options = {
    ...(maxRepairs !== undefined && { maxRepairs }),
    ...(observe !== undefined && {
      onRepair: (problems: readonly string[]) => observe({ type: 'repair', problems }),
    }),
  };
  // Numbers are checked now, and not with every prompt.
  validateAnswer<Reply>(check, options);
  return {
    ...(check.schema !== undefined && { shape: createJsonAsker(check.schema, form) }),
    answer: (prompt) =>
      validateAnswer<Reply>(check, {
        ...options,
        repair: (turns) => request({ ...prompt, messages: [...prompt.messages, ...turns] }),
      })(request(prompt)),
  };
}

/** What was stored is good when it fits. */
export function acceptance(terms: AnswerTerms | undefined): Pick<CacheLookupOptions<Reply>, 'accept'> {
  return terms === undefined ? {} : { accept: (reply) => readReply(reply, terms.check) };
}
