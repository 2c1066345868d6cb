import { promptHash } from '../billing/PromptMemory.js';
import type { BilledTokens } from '../billing/RequestLedger.js';
import type { ReadyAnswer } from '../ReadyAnswer.js';
import type { ChatRequest } from '../requests/readChatRequest.js';
import type { AnswerKind } from '../requests/readRequest.js';
import type { SimulatorState } from '../SimulatorState.js';
import { composeChat } from './composeChat.js';
import { endOfPrompt } from './endOfPrompt.js';
import { renderAnswer } from './renderAnswer.js';

/** An answer that is ready to be sent, and what its bill and its record need. */
export interface Reply extends ReadyAnswer {
  readonly model: string;
  readonly userId: string;
  readonly promptHash: string;
  /** How often that prompt has been there, this time included. */
  readonly times: number;
  readonly tokens: BilledTokens;
  readonly finishReason: string;
}

/**
 * Makes up the answer to a request and puts it in the form of its endpoint.
 *
 * @param tokensRead How much of the end of a prompt is read; null: all.
 */
export function composeReply(
  kind: AnswerKind,
  asked: ChatRequest,
  state: SimulatorState,
  tokensRead: number | null,
): Reply {
  const read = tokensRead === null ? asked : endOfPrompt(asked, tokensRead);
  const answer = composeChat(read, state.composer, state.random.uuid(), state.clock.now());
  const pieces = renderAnswer(kind, answer, asked, state.options.replyField, () => state.random.uuid());
  const hash = promptHash(asked.text);
  return {
    pieces,
    stream: asked.stream,
    completionTokens: answer.completionTokens,
    model: answer.model,
    userId: asked.userId,
    promptHash: hash,
    times: state.ledger.see(hash),
    tokens: answer,
    finishReason: answer.finishReason,
  };
}
