import { dollars } from '../../engine/money/dollars.js';
import { whole } from '../../telemetry/whole.js';
import type { Bought } from './Report.js';

/** What answers cost, and for how many of them nobody knows. */
export function costText({
  answers,
  cost_usd,
  unknown_cost,
}: Pick<Bought, 'answers' | 'cost_usd' | 'unknown_cost'>): string {
  if (answers > 0 && unknown_cost === answers) return 'unknown';
  return `${dollars(cost_usd)}${unknown_cost > 0 ? `, without ${whole(unknown_cost)} answers of unknown cost` : ''}`;
}
