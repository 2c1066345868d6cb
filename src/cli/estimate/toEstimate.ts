import type { PriceTable } from '../../engine/money/PriceTable.js';
import { grouped } from '../grouped.js';
import { GUESSED_ANSWERS } from './Answers.js';
import type { Estimate } from './Estimate.js';
import type { EstimateFlags } from './EstimateFlags.js';
import { estimateOf } from './estimateOf.js';
import type { Measured } from './measureSample.js';
import type { Workload } from './Workload.js';

/** Calls at once that a run is taken to make when it is left to find out; DeepSeek allows 500 and more. */
const ASSUMED_AT_ONCE = 200;

/** What a workload comes to, by what a sample has shown or else by guess. */
export function toEstimate(
  workload: Workload,
  measured: Measured | undefined,
  flags: Pick<EstimateFlags, 'concurrency' | 'rpm' | 'tpm'>,
  model: string,
  prices: PriceTable,
  nowMs: number,
): Estimate {
  const answers = measured?.answers ?? GUESSED_ANSWERS;
  const pace = { ...flags, concurrency: flags.concurrency === 'auto' ? ASSUMED_AT_ONCE : flags.concurrency };
  const { input, output, nowUsd, offPeakUsd, ...time } = estimateOf(
    workload.loads,
    answers,
    pace,
    prices,
    nowMs,
  );
  const longest = { ...answers, outputTokens: () => Number.POSITIVE_INFINITY };
  const { duration_s: longestS } = estimateOf(workload.loads, longest, pace, prices, nowMs);
  const calls = workload.total - workload.bad - workload.repeated;
  return {
    model,
    prompts: { total: workload.total, bad: workload.bad, repeated: workload.repeated },
    tokens: {
      input,
      output,
      output_error: measured === undefined ? null : Math.round(1.96 * measured.outputError * calls),
      input_cached: Math.round(input * answers.cachedShare),
    },
    basis: measured === undefined ? 'guess' : 'sample',
    cost_usd: { now: nowUsd, off_peak: offPeakUsd, at_most: workload.atMostUsd(longestS * 1_000) },
    prices_as_of: prices.asOf,
    ...time,
    sample: measured?.sample ?? null,
  };
}

/** The limits of a run, in words. */
export function limitsOf({
  concurrency,
  rpm,
  tpm,
}: Pick<EstimateFlags, 'concurrency' | 'rpm' | 'tpm'>): string {
  return [
    concurrency === 'auto' ? `${ASSUMED_AT_ONCE} at once, a guess` : `${grouped(concurrency)} at once`,
    ...(rpm === undefined ? [] : [`${grouped(rpm)} requests a minute`]),
    ...(tpm === undefined ? [] : [`${grouped(tpm)} tokens a minute`]),
  ].join(', ');
}
