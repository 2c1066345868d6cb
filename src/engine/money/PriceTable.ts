/** US dollars per million tokens. */
export interface TokenPrice {
  /** Input that was found in the provider's cache. */
  readonly hit: number;
  /** Other input. */
  readonly miss: number;
  readonly output: number;
}

/** What a model costs from a moment on. */
export interface PriceEntry {
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly offPeak: TokenPrice;
  /** Default: no difference. */
  readonly peak?: TokenPrice;
}

/** What one model costs, and how much it takes and gives at most. */
export interface ModelTerms {
  /** The oldest first. */
  readonly prices: readonly PriceEntry[];
  /** Longest answer, thinking included, when a request does not limit it. Default unknown. */
  readonly maxOutputTokens?: number;
  /** Most tokens of input and output together. Default unknown. */
  readonly contextTokens?: number;
}

/** Prices as data. Whatever is not in it is unknown, and stays so. */
export interface PriceTable {
  /** The day on which somebody last checked it, `2026-11-15`. */
  readonly asOf: string;
  /** By the name that is asked for. */
  readonly models: Readonly<Record<string, ModelTerms>>;
  /** Days in Beijing, `2026-10-01`, that have no peak hours. */
  readonly holidays: readonly string[];
}
