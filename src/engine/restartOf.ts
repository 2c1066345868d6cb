import type { Delta } from '../types/Reply.js';

const TYPES: ReadonlySet<unknown> = new Set(['text', 'reasoning', 'tool-call', 'restart', 'end']);

/** What tells whoever has heard `value` of a stream of deltas that it begins anew; of other streams nothing does. */
export function restartOf<T>(value: T, reason: string): T | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { type } = value as { readonly type?: unknown };
  if (!TYPES.has(type)) return undefined;
  const restart: Delta = { type: 'restart', reason };
  return restart as T;
}
