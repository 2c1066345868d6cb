import { type ErrorReply, wrongValue } from './ErrorReply.js';
import type { Fields } from './parseJson.js';

/** What the service says of tool calls without their results, and of thoughts that were not sent back. */
export function toolOrderError(fields: Fields, thinking: boolean): ErrorReply | null {
  const messages = fields.messages as readonly Fields[];
  const withTools = Array.isArray(fields.tools) && fields.tools.length > 0;
  for (let index = 0; index < messages.length; index++) {
    const { role, tool_calls: calls, reasoning_content: reasoning } = messages[index]!;
    if (role !== 'assistant') continue;
    if (withTools && thinking && (typeof reasoning !== 'string' || reasoning === '')) {
      return wrongValue('The reasoning_content in the thinking mode must be passed back to the API.');
    }
    if (!Array.isArray(calls) || calls.length === 0) continue;
    const open = new Set(calls.map((call: Fields | null) => call?.id));
    for (let next = index + 1; messages[next]?.role === 'tool'; next++)
      open.delete(messages[next]!.tool_call_id);
    if (open.size > 0) {
      return wrongValue(
        "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. (insufficient tool messages following tool_calls message)",
      );
    }
  }
  return null;
}
