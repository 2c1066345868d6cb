import type { Conversation } from '../../src/text/dialog/Conversation.js';
import type { TrimOptions } from '../../src/text/dialog/trimHistory.js';
import type { Prompt } from '../../src/types/Prompt.js';

/** Options of `dialog`; see `trimHistory` for those about tokens. */
export interface ConversationOptions extends TrimOptions {
  /**
   * The conversation that a prompt is a turn of; `undefined` for none: it is asked as it is. Default: the field
   * `conversation` of its `input`, when that is a text or a number.
   */
  readonly key?: (prompt: Prompt) => string | undefined;
  /** Said to the model before everything else. Default nothing; a system message of a prompt's own takes its place. */
  readonly system?: string;
  /** Asks for a summary of the turns that are dropped. Default false. */
  readonly summarize?: boolean;
  /** Whether a turn is the last of its conversation, which is forgotten behind it. Default: none is. */
  readonly isLast?: (prompt: Prompt) => boolean;
  /**
   * Conversations remembered while they rest. The one that has rested longest is forgotten first; its next turn begins with
   * what `load` gives. Default 10,000. Minimum 0.
   */
  readonly maxConversations?: number;
  /** What is known of a conversation that is not remembered. Default nothing. */
  readonly load?: (key: string) => Conversation | undefined;
  /** Told of a conversation after each turn that became part of it. */
  readonly save?: (key: string, conversation: Conversation) => void;
}
