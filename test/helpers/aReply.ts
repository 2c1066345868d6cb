import type { Reply } from '../../src/types/Reply.js';

/** A whole reply to test with. */
export function aReply(fields: Partial<Reply> = {}): Reply {
  return {
    text: 'Rayleigh scattering.',
    reasoning: null,
    toolCalls: null,
    finishReason: 'stop',
    rawFinishReason: 'stop',
    model: 'deepseek-flash',
    route: 'main',
    usage: {
      promptTokens: 12,
      promptCacheHitTokens: 0,
      promptCacheMissTokens: 12,
      completionTokens: 5,
      reasoningTokens: 0,
    },
    costUsd: 0.0001,
    attempts: 1,
    cached: null,
    latencyMs: 420,
    ttftMs: null,
    ...fields,
  };
}
