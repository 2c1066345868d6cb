import type { KeptReply } from '../engine/KeptReply.js';

/** Whether numbers and bytes can say it: a codec of the user's may have put anything where a number belongs. */
export function isExactReply(reply: KeptReply): boolean {
  return (
    Number.isFinite(reply.promptTokens) &&
    Number.isFinite(reply.promptCacheHitTokens) &&
    Number.isFinite(reply.promptCacheMissTokens) &&
    Number.isFinite(reply.completionTokens) &&
    Number.isFinite(reply.reasoningTokens) &&
    Number.isFinite(reply.attempts) &&
    Number.isFinite(reply.latencyMs) &&
    (reply.costUsd === null || Number.isFinite(reply.costUsd)) &&
    (reply.ttftMs === null || Number.isFinite(reply.ttftMs)) &&
    reply.text !== null &&
    isExactText(reply.text) &&
    isExactText(reply.reasoning) &&
    isExactText(reply.toolCallsJson)
  );
}

function isExactText(text: string | null): boolean {
  return text === null || (typeof text === 'string' && text.isWellFormed());
}
