import type { ModelTerms, PriceTable, TokenPrice } from './PriceTable.js';
import { isPeak } from './peakHours.js';
import { PRICES } from './prices.js';

/**
 * What a model costs at a time: a {@link PriceTable}'s entry of that day, at peak or off it. `null` for a model
 * that the table has not, and for a day before its first entry.
 *
 * @param prices Default {@link PRICES}; one of your own replaces it whole.
 */
export function priceOf(model: string, at: Date | number, prices: PriceTable = PRICES): TokenPrice | null {
  const atMs = typeof at === 'number' ? at : at.getTime();
  const entry = termsOf(model, prices)?.prices.findLast(({ from }) => from <= atMs);
  if (entry === undefined) return null;
  return entry.peak !== undefined && isPeak(atMs, prices.holidays) ? entry.peak : entry.offPeak;
}

/** What the table knows of a model. */
export function termsOf(model: string, { models }: PriceTable): ModelTerms | undefined {
  return Object.hasOwn(models, model) ? models[model] : undefined;
}
