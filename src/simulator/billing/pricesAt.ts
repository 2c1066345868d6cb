import { holidays } from './holidays.js';

/** What one token costs, in millionths of a millionth of a dollar; whole numbers, so that sums are exact. */
export interface TokenPrices {
  readonly hit: number;
  readonly miss: number;
  readonly output: number;
  readonly peak: boolean;
}

/** Dollars for a million tokens, from a time on: cache hit, cache miss, output. */
type Period = readonly [from: string, hit: number, miss: number, output: number];

const flash: readonly Period[] = [
  ['2026-04-24T00:00:00Z', 0.028, 0.14, 0.28],
  ['2026-04-26T12:15:00Z', 0.0028, 0.14, 0.28],
  ['2026-08-16T16:00:00Z', 0.007, 0.22, 0.66],
  ['2026-09-10T04:00:00Z', 0.003, 0.15, 0.6],
];
const pro: readonly Period[] = [
  ['2026-04-24T00:00:00Z', 0.145, 1.74, 3.48],
  ['2026-04-26T12:15:00Z', 0.0145, 1.74, 3.48],
  ['2026-05-31T00:00:00Z', 0.003625, 0.435, 0.87],
  ['2026-08-16T16:00:00Z', 0.022, 0.66, 1.98],
];

/** By the model that serves; the peak costs twice as much since it exists. */
const prices: ReadonlyMap<string, readonly (readonly [from: number, ...rates: number[]])[]> = new Map(
  Object.entries({ 'deepseek-flash': flash, 'deepseek-v4-pro': pro }).map(([model, periods]) => [
    model,
    periods.map(([from, ...rates]) => [Date.parse(from), ...rates.map((rate) => Math.round(rate * 1e6))]),
  ]),
);

const peakSince = Date.parse('2026-08-16T16:00:00Z');
const freeWeekendsSince = Date.parse('2026-08-22T16:00:00Z');
const offDays: ReadonlySet<string> = new Set(holidays);

/** The prices of a model at a time; null for a model without a price, and before its first one. */
export function pricesAt(model: string, ms: number): TokenPrices | null {
  const period = prices.get(model)?.findLast(([from]) => from <= ms);
  if (period === undefined) return null;
  const peak = isPeak(ms);
  const times = peak ? 2 : 1;
  const [, hit = 0, miss = 0, output = 0] = period;
  return { hit: hit * times, miss: miss * times, output: output * times, peak };
}

/** From 9 to 12 and from 14 to 18 o'clock in Beijing, on working days. */
export function isPeak(ms: number): boolean {
  if (ms < peakSince) return false;
  const beijing = new Date(ms + 8 * 3_600_000);
  const hour = beijing.getUTCHours();
  if (hour < 9 || hour === 12 || hour === 13 || hour >= 18) return false;
  const weekday = beijing.getUTCDay();
  if ((weekday === 0 || weekday === 6) && ms >= freeWeekendsSince) return false;
  return !offDays.has(beijing.toISOString().slice(0, 10));
}
