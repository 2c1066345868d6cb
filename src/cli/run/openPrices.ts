import type { PriceTable } from '../../engine/money/PriceTable.js';
import { PRICES } from '../../engine/money/prices.js';

/** The built-in prices, under those of `--prices`. */
export async function openPrices(file: string | undefined): Promise<PriceTable> {
  if (file === undefined) return PRICES;
  const { readPrices } = await import('../prices/readPrices.js');
  return readPrices(file);
}
