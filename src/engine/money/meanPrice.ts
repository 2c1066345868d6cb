import type { PriceTable, TokenPrice } from './PriceTable.js';
import { HOUR_MS, isPeak } from './peakHours.js';
import { priceOf, termsOf } from './priceOf.js';

/** Beyond a month of hours the mean does not move any more. */
const MAX_HOURS = 24 * 31;

/** What tokens cost on average when they are spread evenly over a time; `null` when the table does not know. */
export function meanPrice(
  model: string,
  fromMs: number,
  forMs: number,
  prices: PriceTable,
): TokenPrice | null {
  const first = priceOf(model, fromMs, prices);
  if (first === null) return null;
  const untilMs = fromMs + Math.min(Math.max(forMs, 1), MAX_HOURS * HOUR_MS);
  const mean = { hit: 0, miss: 0, output: 0 };
  for (let at = fromMs; at < untilMs; ) {
    const end = Math.min(untilMs, (Math.floor(at / HOUR_MS) + 1) * HOUR_MS);
    const { hit, miss, output } = priceOf(model, at, prices) ?? first;
    const share = (end - at) / (untilMs - fromMs);
    mean.hit += hit * share;
    mean.miss += miss * share;
    mean.output += output * share;
    at = end;
  }
  return mean;
}

/** What it costs at that day outside of peak hours. */
export function offPeakPrice(model: string, atMs: number, prices: PriceTable): TokenPrice | null {
  return termsOf(model, prices)?.prices.findLast(({ from }) => from <= atMs)?.offPeak ?? null;
}

/** When the peak hours of `atMs` are over; `atMs` itself outside of them. */
export function nextOffPeak(atMs: number, { holidays }: Pick<PriceTable, 'holidays'>): number {
  let at = atMs;
  while (isPeak(at, holidays)) at = (Math.floor(at / HOUR_MS) + 1) * HOUR_MS;
  return at;
}
