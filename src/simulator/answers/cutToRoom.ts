import { cutTokens, type TokenText } from './AnswerBook.js';
import { callTokens, type ToolCallText } from './composeToolCall.js';

/** The part of an answer that had room. */
export interface Fitting {
  readonly content: TokenText;
  readonly calls: readonly ToolCallText[];
  /** Tokens of both. */
  readonly count: number;
  readonly cut: boolean;
}

/** As much of an answer as `room` tokens hold; the arguments of a call may end in the middle. */
export function cutToRoom(content: TokenText, calls: readonly ToolCallText[], room: number): Fitting {
  if (content.count > room) {
    return { content: cutTokens(content.tokens(), room), calls: [], count: room, cut: true };
  }
  let count = content.count;
  const fitting: ToolCallText[] = [];
  for (const call of calls) {
    const left = room - count - callTokens;
    if (left < 0) return { content, calls: fitting, count: room, cut: true };
    if (call.arguments.count > left) {
      fitting.push({ ...call, arguments: cutTokens(call.arguments.tokens(), left) });
      return { content, calls: fitting, count: room, cut: true };
    }
    fitting.push(call);
    count += callTokens + call.arguments.count;
  }
  return { content, calls: fitting, count, cut: false };
}
