import type { Message } from '../../types/Message.js';
import type { Params } from '../../types/Params.js';
import type { Reply } from '../../types/Reply.js';
import type { Conversation } from './Conversation.js';
import { sendsReasoning } from './historyFor.js';

/**
 * The conversation after one more turn.
 *
 * @param params Of the request. What the model thought is kept only where it has to be sent back.
 */
export function foldTurn(
  conversation: Conversation,
  input: readonly Message[],
  reply: Reply,
  params: Params | undefined,
): Conversation {
  return { ...conversation, history: [...conversation.history, ...input, answerMessage(reply, params)] };
}

function answerMessage({ text, reasoning, toolCalls }: Reply, params: Params | undefined): Message {
  const calls = toolCalls ?? [];
  return {
    role: 'assistant',
    content: text === '' && calls.length > 0 ? null : text,
    ...(reasoning !== null && sendsReasoning(params) && { reasoning_content: reasoning }),
    ...(calls.length > 0 && { tool_calls: calls }),
  };
}
