import type { Usage } from '../types/Usage.js';

/** Usage as it stands in rows and in the audit log. */
export function usageJson(usage: Usage | null): string {
  if (usage == null) return 'null';
  const { promptTokens, promptCacheHitTokens, promptCacheMissTokens, completionTokens, reasoningTokens } =
    usage;
  // One look for all five: they are numbers, unless a codec of the user's made them.
  const sum =
    promptTokens + promptCacheHitTokens + promptCacheMissTokens + completionTokens + reasoningTokens;
  if (!Number.isFinite(sum)) return JSON.stringify(usageRow(usage));
  return (
    `{"prompt_tokens":${promptTokens},"prompt_cache_hit_tokens":${promptCacheHitTokens},` +
    `"prompt_cache_miss_tokens":${promptCacheMissTokens},"completion_tokens":${completionTokens},` +
    `"reasoning_tokens":${reasoningTokens}}`
  );
}

/** The same as an object. */
export function usageRow(usage: Usage): Record<string, number | null> {
  return {
    prompt_tokens: usage.promptTokens ?? null,
    prompt_cache_hit_tokens: usage.promptCacheHitTokens ?? null,
    prompt_cache_miss_tokens: usage.promptCacheMissTokens ?? null,
    completion_tokens: usage.completionTokens ?? null,
    reasoning_tokens: usage.reasoningTokens ?? null,
  };
}
