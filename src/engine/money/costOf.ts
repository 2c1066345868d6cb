import type { Usage } from '../../types/Usage.js';
import type { PriceTable, TokenPrice } from './PriceTable.js';
import { priceOf } from './priceOf.js';

/** US dollars for what was billed, at the prices of that moment; `null` when the model has no known price. */
export function costOf(usage: Usage, model: string, atMs: number, prices?: PriceTable): number | null {
  const price = priceOf(model, atMs, prices);
  return price === null ? null : costAt(usage, price);
}

/** US dollars for these tokens at this price. */
export function costAt(
  {
    promptCacheHitTokens,
    promptCacheMissTokens,
    completionTokens,
  }: Pick<Usage, 'promptCacheHitTokens' | 'promptCacheMissTokens' | 'completionTokens'>,
  price: TokenPrice,
): number {
  const dollarsTimesMillion =
    promptCacheHitTokens * price.hit + promptCacheMissTokens * price.miss + completionTokens * price.output;
  // Sums of decimal prices are never exact in binary; to the picodollar they are.
  return Math.round(dollarsTimesMillion * 1e6) / 1e12;
}
