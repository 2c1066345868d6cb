/** Values between these two bounds. */
export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

const LOWEST = 0.1;
const STEP = Math.log(1.02);
const FINE = 1_200;

/**
 * Counts values on a scale of steps of 2 %: any number of them in 10 KB, their quantiles within 1 %. Made for
 * milliseconds, from a tenth of one to a month.
 */
export class LogHistogram {
  count = 0;
  max = 0;
  readonly #counts = new Float64Array(FINE);

  record(value: number): void {
    if (!(value >= 0)) return;
    this.count++;
    if (value > this.max) this.max = value;
    const at = value <= LOWEST ? 0 : Math.round(Math.log(value / LOWEST) / STEP);
    this.#counts[Math.min(at, FINE - 1)]!++;
  }

  /** The value that the share `p`, from 0 to 1, of all does not exceed; `null` when there is none. */
  quantile(p: number): number | null {
    if (this.count === 0) return null;
    let rest = Math.max(1, Math.ceil(p * this.count));
    for (let at = 0; at < FINE; at++) {
      rest -= this.#counts[at] as number;
      if (rest <= 0) return Math.min(this.max, LOWEST * Math.exp(at * STEP));
    }
    return this.max;
  }

  /** The counts on a coarse scale, ten bins to each factor of ten, from the first that holds some to the last. */
  bins(): readonly Bin[] {
    const coarse: number[] = [];
    for (let at = 0; at < FINE; at++) {
      const count = this.#counts[at] as number;
      // The nudge: a value right on an edge must not fall below it.
      const bin = Math.floor(((at * STEP) / Math.LN10) * 10 + 1e-9);
      if (count > 0) coarse[bin] = (coarse[bin] ?? 0) + count;
    }
    const first = coarse.findIndex((count) => count !== undefined);
    const edge = (bin: number) => LOWEST * 10 ** (bin / 10);
    return Array.from({ length: coarse.length - Math.max(0, first) }, (_, index) => {
      const bin = first + index;
      return { from: edge(bin), to: edge(bin + 1), count: coarse[bin] ?? 0 };
    });
  }
}
