import type { Message } from '../../types/Message.js';
import type { Params } from '../../types/Params.js';
import { languageOf } from '../summary/languageOf.js';

const WORDINGS = {
  en: {
    ask: 'Summarize our conversation up to here, so that it can go on from your summary alone: what was asked and answered, names, facts, numbers, decisions, wishes, and what is still open. At most 300 words, in the language of the conversation, without an introduction.',
    told: 'Summary of the conversation so far:',
  },
  zh: {
    ask: '请概括我们到目前为止的对话，使对话仅凭这份概括就能继续：问了什么、答了什么、人名、事实、数字、决定、要求，以及尚未解决的问题。不超过 500 字，用对话的语言写，不要开场白。',
    told: '此前对话的概括：',
  },
} as const;

/**
 * The question that is asked behind the turns that will be dropped. They are the beginning of the context that was sent
 * last, so that the provider's cache has them; a transcript of them would be read anew, at the full price.
 */
export function summaryQuestion(gone: readonly Message[]): Message {
  const said = gone.map(({ content }) => (typeof content === 'string' ? content : '')).join('\n');
  return { role: 'user', content: WORDINGS[languageOf(said)].ask };
}

/** How a model is told of a summary. It stays the same until more turns are dropped. */
export function summaryText(summary: string): string {
  return `${WORDINGS[languageOf(summary)].told}\n${summary}`;
}

/**
 * The parameters of that question: those of the turns, for the cache, but for what shapes an answer. Tools stay where
 * they are, and are not called.
 */
export function summaryParams(params: Params): Params {
  const { response_format: _, max_tokens: __, stop: ___, tool_choice: ____, ...rest } = params;
  return rest.tools == null ? rest : { ...rest, tool_choice: 'none' };
}
