import { LogHistogram } from '../../telemetry/LogHistogram.js';
import type { Bought, Quantiles } from './Report.js';
import type { ReportRow } from './ReportRow.js';

/** Adds up answers that were asked for: all of a run, or those of one route or model. */
export class Purchases {
  readonly latency = new LogHistogram();
  #answers = 0;
  #hit = 0;
  #miss = 0;
  #completion = 0;
  #reasoning = 0;
  #cost = 0;
  #unknown = 0;

  add(row: ReportRow): void {
    this.#answers++;
    this.#hit += row.hit;
    this.#miss += row.miss;
    this.#completion += row.completion;
    this.#reasoning += row.reasoning;
    if (row.costUsd === null) this.#unknown++;
    else this.#cost += row.costUsd;
    if (row.latencyMs !== null) this.latency.record(row.latencyMs);
  }

  figures(): Bought {
    return {
      answers: this.#answers,
      tokens: {
        prompt: this.#hit + this.#miss,
        prompt_cache_hit: this.#hit,
        prompt_cache_miss: this.#miss,
        completion: this.#completion,
        reasoning: this.#reasoning,
      },
      // Sums of prices are never exact in binary; a picodollar is.
      cost_usd: Math.round(this.#cost * 1e12) / 1e12,
      unknown_cost: this.#unknown,
      latency_ms: quantilesOf(this.latency),
    };
  }
}

/** To three digits, of which the histogram knows two and a half; the longest as it was. */
export function quantilesOf(histogram: LogHistogram): Quantiles {
  const at = (p: number) => {
    const value = histogram.quantile(p);
    return value === null ? null : Number(value.toPrecision(3));
  };
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: histogram.count === 0 ? null : histogram.max };
}
