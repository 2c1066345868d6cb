import { whole } from './whole.js';

/** ` (timeout 3, rate_limited 1)`, most frequent first. */
export function countsText(counts: Readonly<Record<string, number>>): string {
  const entries = Object.entries(counts).sort(([, a], [, b]) => b - a);
  return entries.length === 0
    ? ''
    : ` (${entries.map(([name, count]) => `${name} ${whole(count)}`).join(', ')})`;
}
