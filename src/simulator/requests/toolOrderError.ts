import { type ErrorReply, wrongValue } from '../ErrorReply.js';
import type { Fields } from './parseJson.js';

/**
 * What the service says of calls without their results, of results without their call, and, with tools in thinking
 * mode, of thoughts that were not sent back. A single space is thought enough.
 */
export function toolOrderError(messages: readonly Fields[], thoughtsComeBack: boolean): ErrorReply | null {
  let open = new Set<unknown>();
  let afterCalls = false;
  for (const message of messages) {
    const { role, tool_calls: calls, tool_call_id: id, reasoning_content: reasoning, prefix } = message;
    if (role === 'tool') {
      if (!afterCalls) {
        return wrongValue(
          "Messages with role 'tool' must be a response to a preceding message with 'tool_calls'",
        );
      }
      open.delete(id);
      continue;
    }
    if (open.size > 0) return insufficient;
    afterCalls = false;
    if (role !== 'assistant') continue;
    if (thoughtsComeBack && prefix !== true && (typeof reasoning !== 'string' || reasoning === '')) {
      return wrongValue('The `reasoning_content` in the thinking mode must be passed back to the API.');
    }
    if (!Array.isArray(calls) || calls.length === 0) continue;
    open = new Set(calls.map((call: Fields | null) => call?.id));
    afterCalls = true;
  }
  return open.size > 0 ? insufficient : null;
}

const insufficient = wrongValue(
  "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. (insufficient tool messages following tool_calls message)",
);
