import type { ErrorReply } from './ErrorReply.js';
import { missingField, parseJson, wrongType } from './parseJson.js';
import type { ChatRequest } from './readChatRequest.js';

/** Reads the guide's own form, `{"prompt": ...}`, as a chat of one message without thinking. */
export function readPromptRequest(body: string): ChatRequest | ErrorReply {
  const parsed = parseJson(body);
  if (!('fields' in parsed)) return parsed;
  const { prompt, max_tokens: maxTokens } = parsed.fields;
  if (prompt === undefined) return missingField(body, '', 'prompt');
  if (typeof prompt !== 'string') return wrongType(body, 'prompt', prompt, 'a string');
  return {
    kind: 'chat',
    model: 'deepseek-flash',
    text: prompt,
    last: prompt,
    messageCount: 1,
    stream: false,
    includeUsage: false,
    thinking: false,
    effort: 'high',
    maxTokens: Number.isInteger(maxTokens) && (maxTokens as number) > 0 ? (maxTokens as number) : 8_192,
    stop: [],
    jsonObject: false,
    userId: '',
    tool: null,
  };
}
