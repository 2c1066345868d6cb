/** US dollars per million tokens. */
export interface TokenPrice {
  /** Input that was found in the provider's cache. */
  readonly hit: number;
  /** Other input. */
  readonly miss: number;
  readonly output: number;
}

/** What a model costs from a day on. */
export interface PriceEntry {
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly offPeak: TokenPrice;
  /** Default: no difference. */
  readonly peak?: TokenPrice;
}

/** By model, the oldest entry first. */
export type PriceTable = Readonly<Record<string, readonly PriceEntry[]>>;

/** The day on which the built-in prices were last checked against the provider's page. */
export const PRICES_AS_OF = '2026-11-15';

const flash: readonly PriceEntry[] = [
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

const pro: readonly PriceEntry[] = [
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

/** DeepSeek's prices. Retired names are served, and billed, as flash. */
export const PRICES: PriceTable = {
  'deepseek-flash': flash,
  'deepseek-v4-flash': flash,
  'deepseek-v4-flash-vision-exp': flash,
  'deepseek-chat': flash,
  'deepseek-reasoner': flash,
  'deepseek-v4-pro': pro,
};

/**
 * What a model costs at a time: a {@link PriceTable}'s entry of that day, at peak or off it. `null` for a model
 * that the table has not, and for a day before its first entry.
 *
 * @param prices Default {@link PRICES}; one of your own replaces it whole.
 */
export function priceOf(model: string, at: Date | number, prices: PriceTable = PRICES): TokenPrice | null {
  const atMs = typeof at === 'number' ? at : at.getTime();
  const entry = entryAt(model, atMs, prices);
  if (entry === undefined) return null;
  return entry.peak !== undefined && isPeak(atMs) ? entry.peak : entry.offPeak;
}

function entryAt(model: string, atMs: number, prices: PriceTable): PriceEntry | undefined {
  if (!Object.hasOwn(prices, model)) return undefined;
  return prices[model]?.findLast(({ from }) => from <= atMs);
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Weekends count as off-peak from this Beijing midnight on. */
const weekendsOffPeakFrom = Date.parse('2026-08-23T00:00:00+08:00');
/** Public holidays that fall on a weekday. One that is missing only makes an estimate too high. */
const holidays = [
  '2026-09-25',
  '2026-10-01',
  '2026-10-02',
  '2026-10-05',
  '2026-10-06',
  '2026-10-07',
  '2027-01-01',
];
const holidayNumbers: ReadonlySet<number> = new Set(holidays.map((day) => Date.parse(day) / dayMs));

/** DeepSeek's peak hours: in Beijing, on working days, from 9 to 12 and from 14 to 18 o'clock. */
export function isPeak(atMs: number): boolean {
  const beijing = atMs + 8 * hourMs;
  const day = Math.floor(beijing / dayMs);
  const hour = (beijing - day * dayMs) / hourMs;
  if (!((hour >= 9 && hour < 12) || (hour >= 14 && hour < 18))) return false;
  if (holidayNumbers.has(day)) return false;
  // Day 0 was a Thursday; 0 is Sunday.
  const weekday = (day + 4) % 7;
  return (weekday !== 0 && weekday !== 6) || atMs < weekendsOffPeakFrom;
}
