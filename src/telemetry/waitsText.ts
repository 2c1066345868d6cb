import type { Snapshot } from './Snapshot.js';
import { timeText } from './timeText.js';
import { whole } from './whole.js';

const WORDS: Readonly<Record<string, string>> = {
  concurrency: 'for others to end',
  pause: 'because the server asked',
  requests: 'for requests a minute',
  tokens: 'for tokens a minute',
  retry_budget: 'for a retry to be in the budget',
};

/** What attempts waited for, in the mean of those that had to, the longest in all first; '' when none had to. */
export function waitsText(waits: Snapshot['waits']): string {
  return Object.entries(waits)
    .filter(([, { ms }]) => ms > 0)
    .sort(([, a], [, b]) => b.ms - a.ms)
    .map(
      ([what, { count, ms }]) =>
        `${timeText(Math.round(ms / count))} ${WORDS[what] ?? what} (${whole(count)})`,
    )
    .join(', ');
}
