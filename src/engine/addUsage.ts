import type { Usage } from '../types/Usage.js';

/** The tokens of two calls together; those of one when nobody reported the other's. */
export function addUsage(a: Usage | null, b: Usage | null): Usage | null {
  if (a === null || b === null) return a ?? b;
  return {
    promptTokens: a.promptTokens + b.promptTokens,
    promptCacheHitTokens: a.promptCacheHitTokens + b.promptCacheHitTokens,
    promptCacheMissTokens: a.promptCacheMissTokens + b.promptCacheMissTokens,
    completionTokens: a.completionTokens + b.completionTokens,
    reasoningTokens: a.reasoningTokens + b.reasoningTokens,
  };
}
