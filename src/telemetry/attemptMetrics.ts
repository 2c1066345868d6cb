import type { Registry } from 'prom-client';
import type { CallEvent } from '../types/CallEvent.js';
import { type Count, CounterFamily } from './CounterFamily.js';
import { familyIn } from './Family.js';
import { type Distribution, HistogramFamily } from './HistogramFamily.js';

/** Options of all metrics of calls. */
export interface MetricsOptions {
  /** Before `_requests_total` and `_request_latency_seconds`. Default `deepseek`. */
  readonly prefix?: string;
  /** `gen_ai_provider_name` of OpenTelemetry's metrics. Default `deepseek`. */
  readonly provider?: string;
  /** Distinct values of each label before the rest folds into `other`. Default 50. Minimum 1. */
  readonly maxLabelValues?: number;
}

/** What came of one HTTP attempt. */
export type AttemptEnd = Pick<
  CallEvent & { readonly type: 'attempt-end' },
  'route' | 'model' | 'outcome' | 'latencyMs' | 'usage' | 'costUsd'
>;

/** OpenTelemetry's bounds in seconds, and three more on the same grid: models that think take minutes. */
const DURATION_BOUNDS = Array.from({ length: 17 }, (_, index) => 0.01 * 2 ** index);
const TOKEN_BOUNDS = Array.from({ length: 14 }, (_, index) => 4 ** index);

/** The series of one route, model and outcome, found once. */
interface Series {
  readonly requests: Count;
  readonly latency: Distribution;
  readonly duration: Distribution;
  readonly cost: Count;
  readonly input: Distribution;
  readonly output: Distribution;
}

/** So many are remembered; names come from servers, so that there could be any number. */
const MAX_REMEMBERED = 1_000;

/** Returns how to count the end of an attempt in `registry`: requests, latency, tokens and money. */
export function attemptMetrics(
  registry: Registry,
  { prefix = 'deepseek', provider = 'deepseek', maxLabelValues: maxValues = 50 }: MetricsOptions,
): { ended(attempt: AttemptEnd): void; requests: CounterFamily } {
  const requests = familyIn(registry, CounterFamily, {
    name: `${prefix}_requests_total`,
    help: 'HTTP attempts by what came of them: ok, cancelled, or the code of the error.',
    labels: ['route', 'model', 'outcome'],
    maxValues,
  });
  const latency = familyIn(registry, HistogramFamily, {
    name: `${prefix}_request_latency_seconds`,
    help: 'Seconds from sending an attempt to its last byte, whatever came of it.',
    labels: ['route', 'model'],
    bounds: DURATION_BOUNDS,
    maxValues,
  });
  const tokens = familyIn(registry, CounterFamily, {
    name: 'rxprompt_tokens_total',
    help: 'Billed tokens of all attempts. The types are disjoint: answer is the output without reasoning.',
    labels: ['type'],
  });
  const cost = familyIn(registry, CounterFamily, {
    name: 'rxprompt_cost_usd_total',
    help: 'US dollars for all attempts whose price is known.',
    labels: ['model'],
    maxValues,
  });
  const genAi = ['gen_ai_operation_name', 'gen_ai_provider_name', 'gen_ai_request_model'];
  const duration = familyIn(registry, HistogramFamily, {
    name: 'gen_ai_client_operation_duration_seconds',
    help: 'GenAI operation duration, of each attempt.',
    labels: [...genAi, 'error_type'],
    bounds: DURATION_BOUNDS,
    maxValues,
  });
  const usage = familyIn(registry, HistogramFamily, {
    name: 'gen_ai_client_token_usage',
    help: 'Number of input and output tokens used, of each attempt.',
    labels: [...genAi, 'gen_ai_token_type'],
    bounds: TOKEN_BOUNDS,
    maxValues,
  });
  const hit = tokens.child('prompt_cache_hit');
  const miss = tokens.child('prompt_cache_miss');
  const reasoning = tokens.child('reasoning');
  const answer = tokens.child('answer');

  const remembered = new Map<string, Series>();
  const seriesOf = ({ route, model, outcome }: AttemptEnd): Series => {
    const key = `${route}\u0000${model}\u0000${outcome}`;
    const known = remembered.get(key);
    if (known !== undefined) return known;
    const series: Series = {
      requests: requests.child(route, model, outcome),
      latency: latency.child(route, model),
      duration: duration.child('chat', provider, model, outcome === 'ok' ? '' : outcome),
      cost: cost.child(model),
      input: usage.child('chat', provider, model, 'input'),
      output: usage.child('chat', provider, model, 'output'),
    };
    if (remembered.size < MAX_REMEMBERED) remembered.set(key, series);
    return series;
  };

  return {
    requests,
    ended(attempt) {
      const series = seriesOf(attempt);
      const seconds = attempt.latencyMs / 1000;
      series.requests.value++;
      series.latency.observe(seconds);
      series.duration.observe(seconds);
      if (attempt.costUsd !== null) series.cost.value += attempt.costUsd;
      const billed = attempt.usage;
      if (billed === null) return;
      hit.value += billed.promptCacheHitTokens;
      miss.value += billed.promptCacheMissTokens;
      reasoning.value += billed.reasoningTokens;
      answer.value += billed.completionTokens - billed.reasoningTokens;
      series.input.observe(billed.promptTokens);
      series.output.observe(billed.completionTokens);
    },
  };
}
