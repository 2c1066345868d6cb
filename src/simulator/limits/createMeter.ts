import type { RateLimitKind } from '../faults/forms.js';
import { fixedWindow } from './fixedWindow.js';
import type { Meter } from './Meter.js';
import { slidingLog } from './slidingLog.js';
import { tokenBucket } from './tokenBucket.js';

/** A limit of `perMinute`, counted in that way; it holds at least one. */
export function createMeter(kind: RateLimitKind, perMinute: number, windowMs: number): Meter {
  const within = (ms: number) => Math.max(1, (perMinute * ms) / 60_000);
  if (kind === 'slidingLog') return slidingLog(within(windowMs), windowMs);
  if (kind === 'tokenBucket') return tokenBucket(within(windowMs), windowMs);
  if (kind === 'fixedWindow') return fixedWindow(within(windowMs), windowMs);
  // A bucket of at least one, at the rate that was asked for.
  const limit = within(1_000);
  return tokenBucket(limit, (limit / perMinute) * 60_000);
}
