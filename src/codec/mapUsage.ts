import { plainly } from '../types/plainly.js';
import type { Usage } from '../types/Usage.js';

/** How chat-completions servers report what they billed. All of it may be missing. */
export interface WireUsage {
  readonly prompt_tokens?: number;
  readonly completion_tokens?: number;
  readonly prompt_cache_hit_tokens?: number;
  readonly prompt_tokens_details?: { readonly cached_tokens?: number } | null;
  readonly completion_tokens_details?: { readonly reasoning_tokens?: number } | null;
}

const PlainUsage = plainly<Usage, [prompt: number, hit: number, completion: number, reasoning: number]>(
  function (prompt, hit, completion, reasoning) {
    this.promptTokens = prompt;
    this.promptCacheHitTokens = hit;
    this.promptCacheMissTokens = prompt - hit;
    this.completionTokens = completion;
    this.reasoningTokens = reasoning;
  },
);

/** Wire -> {@link Usage}; `null` when the server reported none, or only zeros, as servers do that don't count. */
export function mapUsage(wire: WireUsage | null | undefined): Usage | null {
  if (wire == null) return null;
  const prompt = countOf(wire.prompt_tokens);
  const completion = countOf(wire.completion_tokens);
  if (prompt + completion === 0) return null;
  const hit = Math.min(
    prompt,
    countOf(wire.prompt_cache_hit_tokens ?? wire.prompt_tokens_details?.cached_tokens),
  );
  return new PlainUsage(prompt, hit, completion, countOf(wire.completion_tokens_details?.reasoning_tokens));
}

function countOf(value: unknown): number {
  return typeof value === 'number' && value > 0 && value < Number.MAX_SAFE_INTEGER ? value : 0;
}
