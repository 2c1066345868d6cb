import type { ContentPart, Message } from '../types/Message.js';
import { BadInput, typeOf } from './BadInput.js';

/** Checks `value` to be the messages of one prompt, by hand: a schema would cost more than parsing the line. */
export function messagesOf(value: unknown, field: string): readonly Message[] {
  if (!Array.isArray(value))
    throw new BadInput(`has ${typeOf(value)} for "${field}": give an array of messages`);
  if (value.length === 0) throw new BadInput(`has no message in "${field}": give at least one`);
  for (let index = 0; index < value.length; index++) {
    const message: unknown = value[index];
    const at = `${field}[${index}]`;
    if (!isObject(message)) throw new BadInput(`has ${typeOf(message)} for "${at}": give {role, content}`);
    if (typeof message.role !== 'string' || message.role === '') {
      throw new BadInput(
        `has ${typeOf(message.role)} for "${at}.role": give "user", "assistant" or "system"`,
      );
    }
    if (!isContent(message)) {
      throw new BadInput(
        `has ${typeOf(message.content)} for "${at}.content": give text or an array of parts`,
      );
    }
  }
  return value as readonly Message[];
}

/** True for an object that is not an array. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isContent({ content, tool_calls: toolCalls }: Record<string, unknown>): boolean {
  if (typeof content === 'string') return true;
  // A turn of the assistant that only called tools says nothing.
  if (content === null || content === undefined) return Array.isArray(toolCalls);
  return Array.isArray(content) && content.every(isPart);
}

function isPart(part: unknown): part is ContentPart {
  return (
    isObject(part) &&
    typeof part.type === 'string' &&
    (part.text === undefined || typeof part.text === 'string')
  );
}
