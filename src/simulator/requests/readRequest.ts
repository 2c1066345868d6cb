import type { ErrorReply } from '../ErrorReply.js';
import { asOfThen } from './asOfThen.js';
import { type ChatRequest, type RequestRules, readChatRequest } from './readChatRequest.js';
import { readFimRequest } from './readFimRequest.js';
import { readPromptRequest } from './readPromptRequest.js';
import { readResponseRequest } from './readResponseRequest.js';

/** The forms in which an answer is asked for and given. */
export type AnswerKind = 'chat' | 'fim' | 'response' | 'prompt';

const readers: Readonly<Record<AnswerKind, (body: string, rules: RequestRules) => ChatRequest | ErrorReply>> =
  {
    chat: readChatRequest,
    fim: readFimRequest,
    response: readResponseRequest,
    prompt: readPromptRequest,
  };

/** Reads and checks a body; says how the service would refuse it, or would have at that time. */
export function readRequest(
  kind: AnswerKind,
  body: string,
  rules: RequestRules,
  now: number,
): ChatRequest | ErrorReply {
  const asked = readers[kind](body, rules);
  return 'kind' in asked ? asked : asOfThen(asked, now);
}
