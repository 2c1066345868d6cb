import { composeChat } from './answers/composeChat.js';
import { streamEvents, wholeBody } from './ChatAnswer.js';
import { promptHash } from './PromptMemory.js';
import type { ReadyAnswer } from './ReadyAnswer.js';
import type { BilledTokens } from './RequestLedger.js';
import type { ChatRequest } from './requests/readChatRequest.js';
import type { SimulatorState } from './SimulatorState.js';

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

/** Makes up the answer to a request and puts it in the form of its endpoint. */
export function composeReply(kind: 'chat' | 'prompt', asked: ChatRequest, state: SimulatorState): Reply {
  const answer = composeChat(asked, state.composer, state.random.uuid(), state.clock.now());
  let pieces: readonly string[];
  if (kind === 'prompt')
    pieces = [`{${JSON.stringify(state.options.replyField)}:"${answer.content.escaped}"}`];
  else if (asked.stream) pieces = streamEvents(answer, asked.includeUsage);
  else pieces = [wholeBody(answer)];
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
