import { ConfigError } from '../../errors/ConfigError.js';
import type { Message, ToolCall } from '../../types/Message.js';

/**
 * Checks `value` to be messages, by hand.
 *
 * @param field What it is called in messages of errors.
 * @throws {ConfigError} naming the first field that is wrong.
 */
export function readMessages(value: unknown, field: string): readonly Message[] {
  if (!Array.isArray(value)) throw wrong(field, 'an array of messages', value);
  return value.map((message, index) => readMessage(message, `${field}[${index}]`));
}

/** An error that names a field, what it may be and what it is. */
export function wrong(field: string, expected: string, got: unknown): ConfigError {
  return new ConfigError(`${field}: expected ${expected}, got ${kindOf(got)}`);
}

/** True for an object that is not an array. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readMessage(value: unknown, at: string): Message {
  if (!isRecord(value)) throw wrong(at, 'a message, {"role": ..., "content": ...}', value);
  const { role, content, reasoning_content, tool_calls, tool_call_id } = value;
  if (typeof role !== 'string' || role === '')
    throw wrong(`${at}.role`, '"user", "assistant", "tool" or "system"', role);
  if (reasoning_content != null && typeof reasoning_content !== 'string')
    throw wrong(`${at}.reasoning_content`, 'text or null', reasoning_content);
  if (tool_calls != null) checkCalls(tool_calls, `${at}.tool_calls`);
  // Who only calls tools need not say anything.
  if (!isContent(content) && !(content == null && tool_calls != null))
    throw wrong(`${at}.content`, 'text or an array of parts, each with a type', content);
  if (role === 'tool' && typeof tool_call_id !== 'string')
    throw wrong(`${at}.tool_call_id`, 'the id of the call that it answers', tool_call_id);
  return value as unknown as Message;
}

function checkCalls(value: unknown, at: string): asserts value is readonly ToolCall[] {
  if (!Array.isArray(value) || value.length === 0) throw wrong(at, 'an array of calls', value);
  for (const [index, call] of value.entries()) {
    if (!isRecord(call) || typeof call.id !== 'string')
      throw wrong(`${at}[${index}].id`, 'text', isRecord(call) ? call.id : call);
    const { function: called } = call;
    if (!isRecord(called) || typeof called.name !== 'string' || typeof called.arguments !== 'string')
      throw wrong(`${at}[${index}].function`, 'a name and arguments, both text', called);
  }
}

function isContent(content: unknown): boolean {
  if (typeof content === 'string') return true;
  return Array.isArray(content) && content.every((part) => isRecord(part) && typeof part.type === 'string');
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : 'an array';
  return typeof value === 'object' ? 'an object' : (JSON.stringify(value)?.slice(0, 40) ?? typeof value);
}
