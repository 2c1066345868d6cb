import type { Message } from '../../types/Message.js';
import { type Conversation, contextOf } from './Conversation.js';
import { cutHistory, type TrimLimits } from './trimHistory.js';

/** A conversation made ready for its next question. */
export interface NextTurn {
  /** Without what has to go. */
  readonly conversation: Conversation;
  /** The messages that go, oldest first; none when everything fits. */
  readonly gone: readonly Message[];
  /** So many turns are they. */
  readonly turns: number;
}

/** Trims a conversation as far as `input`, the messages of its next turn, makes that necessary; they stay. */
export function nextTurn(
  conversation: Conversation,
  input: readonly Message[],
  limits: TrimLimits,
): NextTurn {
  const context = contextOf(conversation);
  const { history, dropped } = conversation;
  const head = context.length - history.length;
  const { from, turns } = cutHistory([...context, ...input], head, limits, context.length);
  if (turns === 0) return { conversation, gone: [], turns };
  const gone = from - head;
  const left = { ...conversation, history: history.slice(gone), dropped: dropped + turns };
  return { conversation: left, gone: history.slice(0, gone), turns };
}
