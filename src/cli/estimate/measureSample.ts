import { from, lastValueFrom, takeUntil, toArray } from 'rxjs';
import { complete } from '../../../operators/complete.js';
import type { PriceTable } from '../../engine/money/PriceTable.js';
import { CallError } from '../../errors/CallError.js';
import { createTally } from '../../telemetry/createTally.js';
import { promptTokens } from '../../text/tokens/promptTokens.js';
import { TokenRatios } from '../../text/tokens/TokenRatios.js';
import type { Answer, Outcome } from '../../types/Outcome.js';
import type { Prompt } from '../../types/Prompt.js';
import { limiterOf } from '../run/askFor.js';
import { findRoutes } from '../run/findRoutes.js';
import { openClient } from '../run/openClient.js';
import { sanitizeWith } from '../run/sanitizeWith.js';
import type { Settings } from '../run/settingsOf.js';
import type { StopSignals } from '../stopSignals.js';
import type { Answers } from './Answers.js';
import type { Sample } from './Estimate.js';
import type { EstimateFlags } from './EstimateFlags.js';
import { thinks } from './thinks.js';

/** What a sample has shown. */
export interface Measured {
  readonly answers: Answers;
  readonly sample: Sample;
  /** Standard error of the mean length of an answer. */
  readonly outputError: number;
}

/** Asks these prompts for real, as a run would, and measures what comes back. Throws when nothing does. */
export async function measureSample(
  prompts: readonly Prompt[],
  flags: EstimateFlags,
  settings: Settings,
  prices: PriceTable,
  { stop }: StopSignals,
): Promise<Measured> {
  const tally = createTally();
  const client = openClient(
    findRoutes(flags).destinations,
    settings,
    { ...flags, circuitBreaker: 'off' },
    {
      prices,
      observe: tally.observe,
    },
  );
  let outcomes: Outcome[];
  try {
    const limiter = limiterOf(flags);
    const ask = complete(client, {
      concurrency: flags.concurrency === 'auto' ? 32 : flags.concurrency,
      ...(limiter !== undefined && { limiter }),
      retry: settings.retry,
      deadline: { totalMs: settings.attemptMs },
      flights: false,
    });
    outcomes = await lastValueFrom(
      from(prompts).pipe(sanitizeWith(flags.sanitize), ask, takeUntil(stop), toArray()),
    );
  } finally {
    await client.close();
  }
  const answered = outcomes.filter((outcome): outcome is Answer => outcome.status === 'ok');
  const billed = answered.filter(({ usage }) => usage !== null);
  if (billed.length === 0) throw nothingMeasured(outcomes, answered.length);
  return measure(billed, settings, {
    calls: outcomes.length,
    failed: outcomes.length - answered.length,
    cost_usd: tally.snapshot().cost_usd,
  });
}

function measure(
  billed: readonly Answer[],
  settings: Settings,
  counts: Pick<Sample, 'calls' | 'failed' | 'cost_usd'>,
): Measured {
  const ratios = new TokenRatios();
  let [input, hits, output, squares, seconds] = [0, 0, 0, 0, 0];
  for (const { prompt, usage, latencyMs } of billed) {
    const { promptTokens: tokens = 0, promptCacheHitTokens = 0, completionTokens = 0 } = usage ?? {};
    const model = prompt.params?.model ?? settings.model;
    ratios.learn(
      model,
      promptTokens(prompt, settings.params, thinks(model, prompt.params, settings.params)),
      tokens,
    );
    input += tokens;
    hits += promptCacheHitTokens;
    output += completionTokens;
    squares += completionTokens ** 2;
    seconds += latencyMs / 1_000;
  }
  const { length } = billed;
  const mean = output / length;
  const variance = length < 2 ? 0 : Math.max(0, squares - length * mean ** 2) / (length - 1);
  return {
    answers: {
      outputTokens: () => mean,
      ratioOf: (model) => ratios.ratioOf(model),
      cachedShare: input === 0 ? 0 : hits / input,
      latencySeconds: () => seconds / length,
    },
    outputError: Math.sqrt(variance / length),
    sample: {
      ...counts,
      output_tokens: Math.round(mean * 10) / 10,
      latency_s: Math.round((seconds / length) * 1_000) / 1_000,
    },
  };
}

function nothingMeasured(outcomes: readonly Outcome[], answered: number): Error {
  const first = outcomes.find((outcome) => outcome.status === 'error');
  const why =
    first?.status === 'error'
      ? `no call of the sample was answered: ${first.error.message}`
      : answered > 0
        ? 'the server reports no usage, so a sample measures nothing'
        : 'stopped before anything was measured';
  return new CallError(why, { code: first?.status === 'error' ? first.error.code : 'no_answer' });
}
