import type { PriceTable, TokenPrice } from './PriceTable.js';
import { HOUR_MS } from './peakHours.js';
import { priceOf, termsOf } from './priceOf.js';

/** A longer span is taken to hold every hour that its entries have. */
const longMs = 24 * HOUR_MS;

/**
 * The most that each kind of token costs at any moment of a span of time, both ends included; `null` when the table
 * does not know. Nobody says at which moment of a call its price is decided: its start, its end, or each token's own.
 */
export function dearestPrice(
  model: string,
  fromMs: number,
  toMs: number,
  prices: PriceTable,
): TokenPrice | null {
  let dearest = priceOf(model, fromMs, prices);
  if (dearest === null) return null;
  const entries = termsOf(model, prices)?.prices ?? [];
  const first = entries.findLastIndex(({ from }) => from <= fromMs);
  const inForce = entries.slice(first).filter(({ from }) => from <= toMs);
  if (toMs - fromMs >= longMs) {
    for (const { offPeak, peak = offPeak } of inForce) dearest = dearer(dearer(dearest, offPeak), peak);
    return dearest;
  }
  for (const { from } of inForce.slice(1)) dearest = dearer(dearest, priceOf(model, from, prices) ?? dearest);
  for (let at = (Math.floor(fromMs / HOUR_MS) + 1) * HOUR_MS; at <= toMs; at += HOUR_MS) {
    dearest = dearer(dearest, priceOf(model, at, prices) ?? dearest);
  }
  return dearest;
}

function dearer(a: TokenPrice, b: TokenPrice): TokenPrice {
  return {
    hit: Math.max(a.hit, b.hit),
    miss: Math.max(a.miss, b.miss),
    output: Math.max(a.output, b.output),
  };
}
