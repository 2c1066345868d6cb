import type { Usage } from '../../src/types/Usage.js';

/** The billed tokens that a Reply, or the `end` of a stream, reports; `undefined` for any other value. */
export function tokensOf(value: unknown): number | undefined {
  const { usage, reply } = (value ?? {}) as {
    readonly usage?: Usage | null;
    readonly reply?: { usage?: Usage | null };
  };
  const billed = usage ?? reply?.usage;
  return billed == null ? undefined : billed.promptTokens + billed.completionTokens;
}
