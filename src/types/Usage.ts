/** Billed tokens, as the provider reported them. */
export interface Usage {
  /** All input tokens: `promptCacheHitTokens + promptCacheMissTokens`. */
  readonly promptTokens: number;
  readonly promptCacheHitTokens: number;
  readonly promptCacheMissTokens: number;
  /** All output tokens, those of thinking included. */
  readonly completionTokens: number;
  readonly reasoningTokens: number;
}
