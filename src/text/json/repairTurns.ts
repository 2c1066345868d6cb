import type { Message } from '../../types/Message.js';
import type { Reply } from '../../types/Reply.js';
import { ANSWER_TOOL } from './checkReply.js';

/** The turns after which a model may give an answer that fits: its own, and what is wrong with it. */
export function repairTurns(reply: Reply, problems: readonly string[]): readonly Message[] {
  const words = `That answer does not fit:\n${problems.map((problem) => `- ${problem}`).join('\n')}\nGive the whole answer again, corrected, as JSON alone.`;
  const call = reply.toolCalls?.find(({ function: called }) => called.name === ANSWER_TOOL);
  if (call === undefined || reply.toolCalls === null) {
    return [
      { role: 'assistant', content: reply.text },
      { role: 'user', content: words },
    ];
  }
  // Every call must be followed by what came of it.
  const said: Message = { role: 'assistant', content: reply.text, tool_calls: reply.toolCalls };
  const results = reply.toolCalls.map(
    ({ id }): Message => ({ role: 'tool', tool_call_id: id, content: words }),
  );
  return [reply.reasoning === null ? said : { ...said, reasoning_content: reply.reasoning }, ...results];
}
