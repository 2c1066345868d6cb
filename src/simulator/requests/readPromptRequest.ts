import type { ErrorReply } from '../ErrorReply.js';
import { missingField, parseJson, wrongType } from './parseJson.js';
import type { ChatRequest } from './readChatRequest.js';

/** A request that asks for nothing but an answer to one text, without thinking. */
export const plainRequest = {
  kind: 'chat',
  model: 'deepseek-flash',
  toolsText: '',
  stream: false,
  includeUsage: false,
  thinking: false,
  effort: 'high',
  maxTokens: 8_192,
  stop: [],
  json: 'no',
  topLogprobs: null,
  userId: '',
  calls: [],
  mustCall: false,
  prefix: null,
  echoes: false,
  schema: null,
  response: null,
} as const satisfies Partial<ChatRequest>;

/** Reads the guide's own form, `{"prompt": ...}`, as a chat of one message without thinking. */
export function readPromptRequest(body: string): ChatRequest | ErrorReply {
  const parsed = parseJson(body);
  if (!('fields' in parsed)) return parsed;
  const { prompt, max_tokens: maxTokens } = parsed.fields;
  if (prompt === undefined) return missingField(body, '', 'prompt');
  if (typeof prompt !== 'string') return wrongType(body, 'prompt', prompt, 'a string');
  return {
    ...plainRequest,
    texts: [prompt],
    text: prompt,
    last: prompt,
    maxTokens:
      Number.isInteger(maxTokens) && (maxTokens as number) > 0
        ? (maxTokens as number)
        : plainRequest.maxTokens,
  };
}
