import type { CacheTier } from '../types/Reply.js';
import { isReply, isStreamEnd } from './isReply.js';

/** A Reply, or the `end` of a stream, marked as one that cost no call; any other value as it is. */
export function asReused<T>(value: T, tier: CacheTier): T {
  if (isReply(value)) return { ...value, cached: tier, attempts: 0, costUsd: 0 };
  if (isStreamEnd(value)) return { ...value, reply: asReused(value.reply, tier) };
  return value;
}
