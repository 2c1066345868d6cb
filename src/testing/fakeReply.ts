import type { Reply } from '../types/Reply.js';

/** A whole reply of the fake model: `text`, ten tokens in and one for each character out, whatever else you say. */
export function fakeReply(text: string, but: Partial<Reply> = {}): Reply {
  return {
    text,
    reasoning: null,
    toolCalls: null,
    finishReason: 'stop',
    rawFinishReason: 'stop',
    model: 'fake',
    route: 'fake',
    usage: {
      promptTokens: 10,
      promptCacheHitTokens: 0,
      promptCacheMissTokens: 10,
      completionTokens: text.length,
      reasoningTokens: 0,
    },
    costUsd: null,
    attempts: 1,
    cached: null,
    latencyMs: 0,
    ttftMs: null,
    ...but,
  };
}
