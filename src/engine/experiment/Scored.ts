/** What one prompt came to under one arm. */
export interface Scored {
  /** Higher is better; `null` when nobody could say. */
  readonly score: number | null;
  readonly ok: boolean;
  /** `null` when unknown. */
  readonly costUsd: number | null;
  readonly latencyMs: number | null;
  readonly outputTokens: number | null;
}
