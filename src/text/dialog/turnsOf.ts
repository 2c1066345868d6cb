import type { Message } from '../../types/Message.js';

/** Messages that belong together: a question and all that came of it, calls of tools and their answers included. */
export type Turn = readonly Message[];

/**
 * The turns of a conversation, in order. One begins at a message of the user's, but never between a call of a tool and
 * the last answer to it; what stands before the first question is a turn, too. System messages at the very beginning
 * belong to no turn.
 */
export function turnsOf(messages: readonly Message[]): readonly Turn[] {
  const starts = turnStarts(messages, headLength(messages));
  return starts.map((start, index) => messages.slice(start, starts[index + 1]));
}

/** Where each turn begins, in rising order; the first of them behind the `head` messages at the beginning. */
export function turnStarts(messages: readonly Message[], head: number): readonly number[] {
  const starts: number[] = [];
  /** By the id of a call, the message that asks for it. */
  const calls = new Map<string, number>();
  for (let index = head; index < messages.length; index++) {
    const { role, tool_calls, tool_call_id } = messages[index] as Message;
    if (index === head || role === 'user') starts.push(index);
    for (const { id } of tool_calls ?? []) calls.set(id, index);
    const asked = role === 'tool' && tool_call_id !== undefined ? calls.get(tool_call_id) : undefined;
    while (asked !== undefined && (starts.at(-1) as number) > asked) starts.pop();
  }
  return starts;
}

/** How many messages at the beginning say what holds for the whole conversation. */
export function headLength(messages: readonly Message[]): number {
  const first = messages.findIndex(({ role }) => role !== 'system' && role !== 'developer');
  return first === -1 ? messages.length : first;
}
