import type { OperatorFunction } from 'rxjs';
import { expectNumber } from '../src/engine/expectNumber.js';
import { trimLimits } from '../src/text/dialog/trimHistory.js';
import type { Outcome } from '../src/types/Outcome.js';
import type { Prompt } from '../src/types/Prompt.js';
import type { ConversationOptions } from './internal/ConversationOptions.js';
import { Dialogs } from './internal/Dialogs.js';
import { joinedBy } from './internal/joinedBy.js';

export type { ConversationOptions } from './internal/ConversationOptions.js';

/**
 * On the stream: prompts as turns of conversations: each is asked with all that was said before in its own, in order and one
 * at a time; turns of other conversations are asked meanwhile. The outcomes are those of the prompts as they were. When a conversation grows over `maxTokens`, its oldest turns are dropped, or summarized, down to `keepTokens`; between
 * two trims each context is the beginning of the next one, so that the provider's context cache has it.
 *
 * ```text
 * prompts    a-x-b------|      b is the second turn of a's conversation, x is of another
 * ask        ---A
 *              ---X
 *               ---B           a and A, then b
 * outcomes   ---A-X-B---|
 * ```
 *
 * A turn that fails leaves its conversation as it was, and the next one goes on from there.
 *
 * Holds:    turns that wait for those before them, and up to `maxConversations` that rest, each of up to `maxTokens`.
 * Errors:   those of `ask`; a callback that throws ends the stream, and so does an outcome whose prompt was made from
 *           nothing, not from the one that was asked.
 * Cancels:  unsubscribing cancels what is asked.
 * Place it: around `complete`, below `sanitize`: what was said is sent again and again.
 *
 * @param ask Makes one outcome of each prompt, such as `complete(client)`. It sees whole contexts.
 */
export function dialog(
  ask: OperatorFunction<Prompt, Outcome>,
  options: ConversationOptions = {},
): OperatorFunction<Prompt, Outcome> {
  const { key = conversationOf, maxConversations = 10_000 } = options;
  expectNumber('maxConversations', maxConversations, { min: 0, integer: true });
  const limits = trimLimits(options);
  return joinedBy(
    ask,
    (destination) => new Dialogs(destination, { ...options, key, maxConversations }, limits),
  );
}

function conversationOf({ input }: Prompt): string | undefined {
  const name = input?.conversation;
  return typeof name === 'string' || typeof name === 'number' ? String(name) : undefined;
}
