import type { Message } from '../types/Message.js';
import type { Prompt } from '../types/Prompt.js';

/** Characters of text in a prompt or an outcome: near enough to bytes for a bound, and always the same. */
export function sizeOf(value: unknown): number {
  const { messages, prompt, text } = value as {
    readonly messages?: readonly Message[];
    readonly prompt?: Prompt;
    readonly text?: string;
  };
  let size = text?.length ?? 0;
  for (const { content } of messages ?? prompt?.messages ?? []) {
    if (typeof content === 'string') size += content.length;
    else for (const part of content ?? []) size += part.text?.length ?? 0;
  }
  return size;
}
