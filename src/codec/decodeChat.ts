import type { WireReply } from '../types/Codec.js';
import { badResponse } from './badResponse.js';
import { reasoningOf, textOf, toolCallOf, type WireAnswer } from './chatWire.js';
import { mapFinishReason } from './mapFinishReason.js';
import { mapUsage } from './mapUsage.js';
import { parseAnswer } from './parseAnswer.js';
import { requireAnswer } from './requireAnswer.js';
import { messageOfJson } from './serverMessage.js';
import { inBandError } from './statusError.js';

/** A whole chat answer -> the reply. Throws a `CallError` when it is none. */
export function decodeChat(body: string, requestedModel: string): WireReply {
  const answer: WireAnswer = parseAnswer(body);
  const choice = answer.choices?.[0];
  const message = choice?.message;
  if (message == null) {
    if (answer.error != null) throw inBandError(messageOfJson(answer), body);
    throw badResponse('the answer has no choices[0].message', body);
  }
  const rawFinishReason = choice?.finish_reason ?? null;
  const finishReason = mapFinishReason(rawFinishReason);
  const calls = message.tool_calls;
  const { model } = answer;
  return requireAnswer({
    text: textOf(message.content ?? message.refusal),
    reasoning: reasoningOf(message) || null,
    toolCalls: calls != null && calls.length > 0 ? calls.map(toolCallOf) : null,
    finishReason,
    // Nearly always what is known already: a text of its own would be kept with every answer that is.
    rawFinishReason: rawFinishReason === finishReason ? finishReason : rawFinishReason,
    model: typeof model !== 'string' || model === '' || model === requestedModel ? requestedModel : model,
    usage: mapUsage(answer.usage),
  });
}
