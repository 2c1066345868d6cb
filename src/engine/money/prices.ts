import type { ModelTerms, PriceEntry, PriceTable } from './PriceTable.js';

const limits = { maxOutputTokens: 393_216, contextTokens: 1_048_576 };

const flashPrices: readonly PriceEntry[] = [
  { from: Date.parse('2026-04-24T00:00:00Z'), offPeak: { hit: 0.028, miss: 0.14, output: 0.28 } },
  { from: Date.parse('2026-04-26T12:15:00Z'), offPeak: { hit: 0.0028, miss: 0.14, output: 0.28 } },
  {
    from: Date.parse('2026-08-16T16:00:00Z'),
    offPeak: { hit: 0.007, miss: 0.22, output: 0.66 },
    peak: { hit: 0.014, miss: 0.44, output: 1.32 },
  },
  {
    from: Date.parse('2026-09-10T04:00:00Z'),
    offPeak: { hit: 0.003, miss: 0.15, output: 0.6 },
    peak: { hit: 0.006, miss: 0.3, output: 1.2 },
  },
];

const proPrices: readonly PriceEntry[] = [
  { from: Date.parse('2026-04-24T00:00:00Z'), offPeak: { hit: 0.145, miss: 1.74, output: 3.48 } },
  { from: Date.parse('2026-04-26T12:15:00Z'), offPeak: { hit: 0.0145, miss: 1.74, output: 3.48 } },
  // A quarter, at first for a time; sure from this day on.
  { from: Date.parse('2026-05-31T00:00:00Z'), offPeak: { hit: 0.003625, miss: 0.435, output: 0.87 } },
  {
    from: Date.parse('2026-08-16T16:00:00Z'),
    offPeak: { hit: 0.022, miss: 0.66, output: 1.98 },
    peak: { hit: 0.044, miss: 1.32, output: 3.96 },
  },
];

const flash: ModelTerms = { prices: flashPrices, ...limits };
const pro: ModelTerms = { prices: proPrices, ...limits };

/**
 * DeepSeek's prices. Retired names are served, and billed, as flash.
 *
 * @see https://api-docs.deepseek.com/quick_start/pricing
 */
export const PRICES: PriceTable = {
  asOf: '2026-11-15',
  models: {
    'deepseek-flash': flash,
    'deepseek-v4-flash': flash,
    'deepseek-v4-flash-vision-exp': flash,
    'deepseek-chat': flash,
    'deepseek-reasoner': flash,
    'deepseek-v4-pro': pro,
  },
  // China's public holidays that fall on a weekday, since peak hours began. One that is missing only makes a price
  // too high, one too many would break a budget: so none of a schedule that has not been seen.
  holidays: [
    '2026-09-25',
    '2026-10-01',
    '2026-10-02',
    '2026-10-05',
    '2026-10-06',
    '2026-10-07',
    '2027-01-01',
  ],
};
