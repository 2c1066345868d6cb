import type { KeptReply } from '../engine/KeptReply.js';
import type { Reply } from '../types/Reply.js';

/** How many numbers a reply has. */
export const REPLY_NUMBERS = 9;

/** `NaN` stands for nothing: no number of a reply that is written is one. */
export function writeNumbers(numbers: Float64Array, at: number, reply: KeptReply): void {
  numbers[at] = reply.hasUsage ? reply.promptTokens : Number.NaN;
  numbers[at + 1] = reply.promptCacheHitTokens;
  numbers[at + 2] = reply.promptCacheMissTokens;
  numbers[at + 3] = reply.completionTokens;
  numbers[at + 4] = reply.reasoningTokens;
  numbers[at + 5] = reply.costUsd ?? Number.NaN;
  numbers[at + 6] = reply.attempts;
  numbers[at + 7] = reply.latencyMs;
  numbers[at + 8] = reply.ttftMs ?? Number.NaN;
}

type Numbers = Pick<Reply, 'usage' | 'costUsd' | 'attempts' | 'latencyMs' | 'ttftMs'>;

/** What {@link writeNumbers} has written. */
export function readNumbers(numbers: Float64Array, at: number): Numbers {
  const of = (index: number) => numbers[at + index] as number;
  const orNull = (index: number) => (Number.isNaN(of(index)) ? null : of(index));
  const usage = {
    promptTokens: of(0),
    promptCacheHitTokens: of(1),
    promptCacheMissTokens: of(2),
    completionTokens: of(3),
    reasoningTokens: of(4),
  };
  return {
    usage: Number.isNaN(usage.promptTokens) ? null : usage,
    costUsd: orNull(5),
    attempts: of(6),
    latencyMs: of(7),
    ttftMs: orNull(8),
  };
}
