import type { Message } from '../../types/Message.js';
import type { Conversation } from './Conversation.js';
import { headLength } from './turnsOf.js';

/** System messages at the beginning of `messages` become the system message of the conversation; the rest is the input. */
export function takeSystem(
  conversation: Conversation,
  messages: readonly Message[],
): { readonly conversation: Conversation; readonly input: readonly Message[] } {
  const head = headLength(messages);
  if (head === 0) return { conversation, input: messages };
  const system = messages
    .slice(0, head)
    .map(({ content }) => textOf(content))
    .join('\n\n');
  return { conversation: { ...conversation, system }, input: messages.slice(head) };
}

function textOf(content: Message['content']): string {
  if (typeof content === 'string') return content;
  return (content ?? []).map(({ text }) => text ?? '').join('\n');
}
