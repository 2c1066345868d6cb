import type { Writable } from '../types/plainly.js';
import type { Reply } from '../types/Reply.js';
import type { Usage } from '../types/Usage.js';

const COUNTS = [
  'promptTokens',
  'promptCacheHitTokens',
  'promptCacheMissTokens',
  'completionTokens',
  'reasoningTokens',
] as const satisfies readonly (keyof Usage)[];

/** What several replies took together. What one of them does not tell, nobody knows of all. */
export class Spent {
  attempts = 0;
  usage: Usage | null | undefined;
  costUsd: number | null = 0;

  add({ attempts, usage, costUsd }: Pick<Reply, 'attempts' | 'usage' | 'costUsd'>): void {
    this.attempts += attempts;
    this.usage = this.usage === undefined ? usage : sumOf(this.usage, usage);
    this.costUsd = this.costUsd === null || costUsd === null ? null : this.costUsd + costUsd;
  }
}

function sumOf(a: Usage | null, b: Usage | null): Usage | null {
  if (a === null || b === null) return null;
  const sum: Writable<Usage> = { ...a };
  for (const count of COUNTS) sum[count] += b[count];
  return sum;
}
