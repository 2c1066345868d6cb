import type { z } from 'zod';
import type { ModelTerms, PriceEntry, PriceTable, TokenPrice } from '../../engine/money/PriceTable.js';
import { termsOf } from '../../engine/money/priceOf.js';
import { PRICES } from '../../engine/money/prices.js';
import { parseStrict } from '../../simulator/parseStrict.js';
import { readYamlFile } from '../readYamlFile.js';
import { fileSchema, modelSchema, tokenPriceSchema } from './pricesSchema.js';

/**
 * The prices of `--prices FILE`, YAML or JSON, over the built-in ones: a model that it names costs what it says.
 *
 * @throws {ConfigError} naming the field, and for an unknown one the nearest right one.
 */
export function readPrices(file: string): Promise<PriceTable> {
  return readYamlFile('--prices', file, tableOf);
}

function tableOf(json: unknown): PriceTable {
  const { asOf, models, holidays } = parseStrict(fileSchema, json, 'prices');
  const named = Object.entries(models).map(([name, given]): [string, ModelTerms] => [
    name,
    termsFrom(given, name),
  ]);
  return {
    asOf,
    models: { ...PRICES.models, ...Object.fromEntries(named) },
    holidays: [...PRICES.holidays, ...holidays],
  };
}

/** One entry, or a list of them, each from another moment on. */
function termsFrom(given: unknown, name: string): ModelTerms {
  const entries = (Array.isArray(given) ? given : [given]).map((entry, index) => {
    const where = `models.${name}${Array.isArray(given) ? `.${index}` : ''}`;
    const read = parseStrict(modelSchema, entry, where);
    const peak =
      read.peak === undefined ? undefined : parseStrict(tokenPriceSchema, read.peak, `${where}.peak`);
    return { read, price: priceFrom(read, peak) };
  });
  const limits = { ...termsOf(name, PRICES) };
  for (const { read } of entries) {
    if (read.maxOutputTokens !== undefined) limits.maxOutputTokens = read.maxOutputTokens;
    if (read.contextTokens !== undefined) limits.contextTokens = read.contextTokens;
  }
  return { ...limits, prices: entries.map(({ price }) => price).sort((a, b) => a.from - b.from) };
}

function priceFrom(
  read: z.output<typeof modelSchema>,
  peak: z.output<typeof tokenPriceSchema> | undefined,
): PriceEntry {
  return {
    from: read.from === undefined ? 0 : Date.parse(read.from),
    offPeak: withHit(read),
    ...(peak !== undefined && { peak: withHit(peak) }),
  };
}

function withHit({ hit, miss, output }: z.output<typeof tokenPriceSchema>): TokenPrice {
  return { hit: hit ?? miss, miss, output };
}
