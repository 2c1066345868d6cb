import type { Message } from '../../types/Message.js';
import type { Params } from '../../types/Params.js';

/** The least that the API accepts. */
const UNKNOWN_REASONING = ' ';

/**
 * Messages as DeepSeek wants them back, by what the request asks for. Without tools, what the model thought in earlier
 * turns is left out: it would be ignored. With tools and thinking it has to be there, or the request is refused; a space
 * stands for what nobody kept. When neither `thinking` is on nor any message has thoughts, nothing is touched: other
 * models don't know the field.
 *
 * @see https://api-docs.deepseek.com/guides/thinking_mode
 */
export function historyFor(messages: readonly Message[], params: Params | undefined): readonly Message[] {
  const isKnown = messages.some(hasReasoning);
  if (!sendsReasoning(params)) return isKnown ? messages.map(withoutReasoning) : messages;
  return isKnown || params?.thinking?.type === 'enabled' ? messages.map(withReasoning) : messages;
}

/** Whether a request with these parameters brings along what the model thought before. */
export function sendsReasoning(params: Params | undefined): boolean {
  const tools = params?.tools;
  const hasTools = Array.isArray(tools) ? tools.length > 0 : tools != null;
  return hasTools && params?.thinking?.type !== 'disabled';
}

function hasReasoning({ role, reasoning_content }: Message): boolean {
  return role === 'assistant' && reasoning_content != null && reasoning_content !== '';
}

function withReasoning(message: Message): Message {
  if (message.role !== 'assistant' || hasReasoning(message)) return message;
  return { ...message, reasoning_content: UNKNOWN_REASONING };
}

function withoutReasoning(message: Message): Message {
  // The beginning of an answer that the model is to finish: there it is where its thinking starts.
  if (!('reasoning_content' in message) || message.prefix === true) return message;
  const { reasoning_content: _, ...rest } = message;
  return rest;
}
