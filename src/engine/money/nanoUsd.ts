/** Whole nanodollars, rounded up: their sums are exact, and never too small. */
export function toNano(usd: number): number {
  // Prices are decimal and numbers are binary: what is off by less than a picodollar was exact.
  return Math.ceil(Math.round(usd * 1e12) / 1e3);
}

export function toUsd(nano: number): number {
  return nano / 1e9;
}
