import { costAt } from '../../engine/money/costOf.js';
import { meanPrice, nextOffPeak, offPeakPrice } from '../../engine/money/meanPrice.js';
import type { PriceTable, TokenPrice } from '../../engine/money/PriceTable.js';
import { isPeak } from '../../engine/money/peakHours.js';
import type { Answers } from './Answers.js';
import type { Estimate } from './Estimate.js';
import type { Load } from './Workload.js';

/** How fast calls are made. */
export interface Pace {
  readonly concurrency: number;
  readonly rpm?: number | undefined;
  readonly tpm?: number | undefined;
}

/** What comes of a workload when answers are as expected. */
export function estimateOf(
  loads: Iterable<Load>,
  answers: Answers,
  pace: Pace,
  prices: PriceTable,
  nowMs: number,
): Pick<Estimate, 'duration_s' | 'bound_by' | 'peak' | 'off_peak_from'> & {
  readonly input: number;
  readonly output: number;
  readonly nowUsd: number | null;
  readonly offPeakUsd: number | null;
} {
  const parts = Array.from(loads, (load) => partOf(load, answers));
  const sum = (of: (part: Part) => number) => parts.reduce((total, part) => total + of(part), 0);
  const [input, output] = [sum((part) => part.input), sum((part) => part.output)];
  const time = timeOf(parts, pace, input + output);
  const priced = (priceOf: (model: string) => TokenPrice | null) =>
    parts.reduce<number | null>((total, part) => {
      const price = priceOf(part.model);
      return total === null || price === null ? null : total + usdOf(part, answers, price);
    }, 0);
  return {
    ...time,
    input: Math.round(input),
    output: Math.round(output),
    nowUsd: priced((model) => meanPrice(model, nowMs, time.duration_s * 1_000, prices)),
    offPeakUsd: priced((model) => offPeakPrice(model, nowMs, prices)),
    peak: isPeak(nowMs, prices.holidays),
    off_peak_from: new Date(nextOffPeak(nowMs, prices)).toISOString(),
  };
}

interface Part {
  readonly model: string;
  readonly calls: number;
  readonly input: number;
  readonly output: number;
  /** Of all calls together, one after the other. */
  readonly seconds: number;
}

function partOf({ model, thinking, maxTokens, calls, inputTokens }: Load, answers: Answers): Part {
  const each = Math.min(answers.outputTokens(thinking), maxTokens ?? Number.POSITIVE_INFINITY);
  return {
    model,
    calls,
    input: inputTokens * answers.ratioOf(model),
    output: calls * each,
    seconds: calls * answers.latencySeconds(each),
  };
}

function usdOf({ input, output }: Part, { cachedShare }: Answers, price: TokenPrice): number {
  const hit = input * cachedShare;
  return costAt(
    { promptCacheHitTokens: hit, promptCacheMissTokens: input - hit, completionTokens: output },
    price,
  );
}

/** The slowest of what bounds it. */
function timeOf(
  parts: readonly Part[],
  { concurrency, rpm, tpm }: Pace,
  tokens: number,
): Pick<Estimate, 'duration_s' | 'bound_by'> {
  const calls = parts.reduce((sum, part) => sum + part.calls, 0);
  const seconds = parts.reduce((sum, part) => sum + part.seconds, 0);
  // The last calls don't fill all hands: one latency more or less.
  const longest = calls === 0 ? 0 : seconds / calls;
  const bounds: [Estimate['bound_by'], number][] = [
    ['concurrency', Math.max(longest, seconds / concurrency)],
    ['rpm', rpm === undefined ? 0 : (calls / rpm) * 60],
    ['tpm', tpm === undefined ? 0 : (tokens / tpm) * 60],
  ];
  const [bound_by, duration] = bounds.reduce((a, b) => (b[1] > a[1] ? b : a));
  return { bound_by, duration_s: Math.round(duration * 10) / 10 };
}
