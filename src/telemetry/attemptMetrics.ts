import type { CallEvent } from '../types/CallEvent.js';
import type { Count } from './CounterFamily.js';
import type { Families, MetricsOptions } from './Families.js';
import type { Distribution } from './HistogramFamily.js';
import { METRICS } from './metrics.js';
import { providerOf } from './providerOf.js';
import { WordMap } from './WordMap.js';

/** What came of one HTTP attempt. */
export type AttemptEnd = Pick<
  CallEvent & { readonly type: 'attempt-end' },
  'route' | 'model' | 'outcome' | 'latencyMs' | 'ttftMs' | 'usage' | 'costUsd' | 'wasted'
>;

/** The series of one route, model and outcome, found once. */
interface Series {
  readonly requests: Count;
  readonly latency: Distribution;
  readonly duration: Distribution;
  readonly cost: Count;
  readonly input: Distribution;
  readonly output: Distribution;
  /** Made with the first token: answers that are not streamed have none. */
  firstToken?: Distribution;
  firstChunk?: Distribution;
}

/** Returns how to count the end of an attempt: requests, latency, tokens and money. */
export function attemptMetrics(
  families: Families,
  { provider = providerOf }: MetricsOptions,
): (attempt: AttemptEnd) => void {
  const requests = families.counter(METRICS.requests);
  const latency = families.histogram(METRICS.latency);
  const firstToken = families.histogram(METRICS.firstToken);
  const cost = families.counter(METRICS.cost);
  const tokens = families.counter(METRICS.tokens);
  const wastedTokens = families.counter(METRICS.wastedTokens);
  const wastedCost = families.counter(METRICS.wastedCost);
  const duration = families.histogram(METRICS.genAiDuration);
  const firstChunk = families.histogram(METRICS.genAiFirstChunk);
  const usage = families.histogram(METRICS.genAiTokens);
  const hit = tokens.child('prompt_cache_hit');
  const miss = tokens.child('prompt_cache_miss');
  const reasoning = tokens.child('reasoning');
  const answer = tokens.child('answer');

  const providerAt = typeof provider === 'string' ? () => provider : provider;
  const known = new WordMap<Series>();
  // The next is nearly always of the same kind.
  let lastRoute = '';
  let lastModel = '';
  let lastOutcome = '';
  let last: Series | undefined;
  const seriesOf = ({ route, model, outcome }: AttemptEnd): Series => {
    if (last !== undefined && route === lastRoute && model === lastModel && outcome === lastOutcome)
      return last;
    last = lookUp(route, model, outcome);
    lastRoute = route;
    lastModel = model;
    lastOutcome = outcome;
    return last;
  };
  const lookUp = (route: string, model: string, outcome: string): Series => {
    const words = [route, model, outcome];
    let series = known.get(words);
    if (series === undefined) {
      const of = providerAt(route);
      // There from the start, so that a share of what succeeds is 0 and not nothing.
      requests.child(route, model, 'ok');
      series = {
        requests: requests.child(route, model, outcome),
        latency: latency.child(route, model),
        duration: duration.child('chat', of, model, outcome === 'ok' ? '' : outcome),
        cost: cost.child(model),
        input: usage.child('chat', of, model, 'input'),
        output: usage.child('chat', of, model, 'output'),
      };
      known.set(words, series);
    }
    return series;
  };

  const streamed = (series: Series, { route, model }: AttemptEnd, ttftMs: number) => {
    series.firstToken ??= firstToken.child(route, model);
    series.firstChunk ??= firstChunk.child('chat', providerAt(route), model);
    series.firstToken.observe(ttftMs / 1000);
    series.firstChunk.observe(ttftMs / 1000);
  };

  return (attempt) => {
    const series = seriesOf(attempt);
    const seconds = attempt.latencyMs / 1000;
    series.requests.value++;
    series.latency.observe(seconds);
    series.duration.observe(seconds);
    if (attempt.ttftMs !== null) streamed(series, attempt, attempt.ttftMs);
    if (attempt.costUsd !== null) series.cost.value += attempt.costUsd;
    const { wasted } = attempt;
    if (wasted !== undefined) {
      wastedTokens.child(wasted.reason).value += wasted.tokens;
      if (wasted.costUsd !== null) wastedCost.child(wasted.reason).value += wasted.costUsd;
    }
    const billed = attempt.usage;
    if (billed === null) return;
    hit.value += billed.promptCacheHitTokens;
    miss.value += billed.promptCacheMissTokens;
    reasoning.value += billed.reasoningTokens;
    answer.value += billed.completionTokens - billed.reasoningTokens;
    series.input.observe(billed.promptTokens);
    series.output.observe(billed.completionTokens);
  };
}
