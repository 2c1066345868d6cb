import { Counter, Registry } from 'prom-client';
import { from, lastValueFrom, NEVER, startWith } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { callMetrics } from '../../src/telemetry/callMetrics.js';
import type { MetricsOptions } from '../../src/telemetry/Families.js';
import { LABELS } from '../../src/telemetry/MetricDefinition.js';
import { METRICS } from '../../src/telemetry/metrics.js';
import { recordMetrics } from '../../src/telemetry/recordMetrics.js';
import type { CallEvent } from '../../src/types/CallEvent.js';
import type { Outcome } from '../../src/types/Outcome.js';
import { aFailure, anAnswer } from '../helpers/anOutcome.js';
import { aPrompt } from '../helpers/aPrompt.js';
import { marbles } from '../helpers/marbles.js';

const usage = {
  promptTokens: 100,
  promptCacheHitTokens: 40,
  promptCacheMissTokens: 60,
  completionTokens: 20,
  reasoningTokens: 5,
};
const attempt = (fields: Partial<CallEvent & { type: 'attempt-end' }> = {}): CallEvent => ({
  type: 'attempt-end',
  route: 'main',
  model: 'deepseek-flash',
  outcome: 'ok',
  latencyMs: 300,
  ttftMs: null,
  usage,
  costUsd: 0.25,
  ...fields,
});
const start: CallEvent = { type: 'attempt-start', route: 'main', model: 'deepseek-flash' };

/** The samples of a scrape, as `name{labels}` -> value. */
async function scrape(registry: Registry): Promise<Record<string, number>> {
  const text = await registry.metrics();
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(
    lines.map((line) => {
      const cut = line.lastIndexOf(' ');
      return [line.slice(0, cut), Number(line.slice(cut + 1))];
    }),
  );
}
const record = (registry: Registry, outcomes: Outcome[]) =>
  lastValueFrom(from(outcomes).pipe(recordMetrics(registry)));

describe('callMetrics', () => {
  it('should count attempts, latency, tokens and money under the names of the contract', async () => {
    const registry = new Registry();
    const observe = callMetrics(registry);
    observe(start);
    observe(start);
    observe(attempt());
    observe(attempt({ outcome: 'rate_limited', latencyMs: 5, usage: null, costUsd: null }));
    observe(start);
    const at = 'route="main",model="deepseek-flash"';
    const genAi =
      'gen_ai_operation_name="chat",gen_ai_provider_name="deepseek",gen_ai_request_model="deepseek-flash"';
    expect(await scrape(registry)).toMatchObject({
      [`deepseek_requests_total{${at},outcome="ok"}`]: 1,
      [`deepseek_requests_total{${at},outcome="rate_limited"}`]: 1,
      [`deepseek_request_latency_seconds_count{${at}}`]: 2,
      [`deepseek_request_latency_seconds_sum{${at}}`]: 0.305,
      [`deepseek_request_latency_seconds_bucket{${at},le="0.01"}`]: 1,
      [`deepseek_request_latency_seconds_bucket{${at},le="0.16"}`]: 1,
      [`deepseek_request_latency_seconds_bucket{${at},le="0.32"}`]: 2,
      [`deepseek_request_latency_seconds_bucket{${at},le="655.36"}`]: 2,
      [`deepseek_request_latency_seconds_bucket{${at},le="+Inf"}`]: 2,
      rxprompt_in_flight: 1,
      'rxprompt_tokens_total{type="prompt_cache_hit"}': 40,
      'rxprompt_tokens_total{type="prompt_cache_miss"}': 60,
      'rxprompt_tokens_total{type="answer"}': 15,
      'rxprompt_tokens_total{type="reasoning"}': 5,
      'rxprompt_cost_usd_total{model="deepseek-flash"}': 0.25,
      [`gen_ai_client_operation_duration_seconds_count{${genAi}}`]: 1,
      [`gen_ai_client_operation_duration_seconds_count{${genAi},error_type="rate_limited"}`]: 1,
      [`gen_ai_client_token_usage_sum{${genAi},gen_ai_token_type="input"}`]: 100,
      [`gen_ai_client_token_usage_sum{${genAi},gen_ai_token_type="output"}`]: 20,
    });
  });

  it('should count the time to the first token of answers that are streamed, and of no others', async () => {
    const registry = new Registry();
    const observe = callMetrics(registry);
    observe(attempt());
    expect(Object.keys(await scrape(registry)).join()).not.toMatch(/first/);
    observe(attempt({ ttftMs: 300, latencyMs: 4_000 }));
    observe(attempt({ ttftMs: 700, latencyMs: 800, outcome: 'stream_cut' }));
    expect(await scrape(registry)).toMatchObject({
      'rxprompt_time_to_first_token_seconds_count{route="main",model="deepseek-flash"}': 2,
      'rxprompt_time_to_first_token_seconds_bucket{route="main",model="deepseek-flash",le="0.32"}': 1,
      'gen_ai_client_operation_time_to_first_chunk_seconds_sum{gen_ai_operation_name="chat",gen_ai_provider_name="deepseek",gen_ai_request_model="deepseek-flash"}': 1,
    });
  });

  it('should have the buckets and labels of OpenTelemetry where the name is its, and reach ten minutes elsewhere', () => {
    const { genAiDuration, genAiFirstChunk, genAiTokens, latency } = METRICS;
    const seconds = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
    const tokens = [
      1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864,
    ];
    expect(genAiDuration.bounds).toEqual(seconds);
    expect(genAiFirstChunk.bounds).toEqual(seconds);
    expect(genAiTokens.bounds).toEqual(tokens);
    expect(latency.bounds.at(-1)).toBeGreaterThan(600);
    const required = ['gen_ai_operation_name', 'gen_ai_provider_name', 'gen_ai_request_model'];
    expect(genAiDuration.labels).toEqual([...required, 'error_type']);
    expect(genAiFirstChunk.labels).toEqual(required);
    expect(genAiTokens.labels).toEqual([...required, 'gen_ai_token_type']);
  });

  it('should call the provider what OpenTelemetry does, told from the host, unless another is given', async () => {
    const providerAt = async (route: string, provider?: MetricsOptions['provider']) => {
      const registry = new Registry();
      callMetrics(registry, provider === undefined ? {} : { provider })(attempt({ route }));
      return /gen_ai_provider_name="([^"]*)"/.exec(await registry.metrics())?.[1];
    };
    const hosts = ['api.deepseek.com', 'api.openai.com:443', 'eu.openai.azure.com', 'notopenai.com', 'x.ai'];
    expect(await Promise.all(hosts.map((host) => providerAt(host)))).toEqual([
      'deepseek',
      'openai',
      'azure.ai.openai',
      'deepseek',
      'x_ai',
    ]);
    expect(await providerAt('api.openai.com', 'mine')).toBe('mine');
    expect(await providerAt('eu', (route) => `that of ${route}`)).toBe('that of eu');
  });

  it('should count as wasted what was billed for no answer, and take it for spent, too', async () => {
    const registry = new Registry();
    const observe = callMetrics(registry);
    observe(attempt());
    const wasted = { tokens: 120, costUsd: 0.25, isEstimate: false };
    observe(attempt({ outcome: 'empty_answer', wasted: { ...wasted, reason: 'empty_answer' } }));
    observe(attempt({ outcome: 'timeout', usage: null, costUsd: null }));
    const guessed = { reason: 'hedged', tokens: 30, costUsd: null, isEstimate: true };
    observe(attempt({ outcome: 'cancelled', usage: null, costUsd: null, wasted: guessed }));
    const samples = await scrape(registry);
    const told = Object.entries(samples).filter(([name]) => name.startsWith('rxprompt_wasted'));
    expect(told).toEqual([
      ['rxprompt_wasted_tokens_total{reason="empty_answer"}', 120],
      ['rxprompt_wasted_tokens_total{reason="hedged"}', 30],
      ['rxprompt_wasted_cost_usd_total{reason="empty_answer"}', 0.25],
    ]);
    expect(samples['rxprompt_tokens_total{type="prompt_cache_hit"}']).toBe(80);
    expect(samples['rxprompt_cost_usd_total{model="deepseek-flash"}']).toBe(0.5);
  });

  it('should have «ok» at nothing as soon as a route and a model are known', async () => {
    const registry = new Registry();
    callMetrics(registry)(attempt({ outcome: 'timeout' }));
    const samples = await scrape(registry);
    expect(samples['deepseek_requests_total{route="main",model="deepseek-flash",outcome="ok"}']).toBe(0);
  });

  it('should count retries, failovers, lookups and waits', async () => {
    const registry = new Registry();
    const observe = callMetrics(registry);
    observe({ type: 'retry', reason: 'timeout', delayMs: 5 });
    observe({ type: 'circuit', route: 'main', state: 'closed' });
    observe({ type: 'circuit', route: 'main', state: 'open' });
    observe({ type: 'circuit', route: 'spare', state: 'half-open' });
    observe({ type: 'failover', from: 'main', to: 'spare', reason: 'timeout' });
    observe({ type: 'cache-lookup', tier: 'memory', result: 'miss' });
    observe({ type: 'cache-lookup', tier: 'redis', result: 'hit' });
    observe({ type: 'admit', waitMs: 20, waitedFor: 'tokens' });
    observe({ type: 'admit', waitMs: 0, waitedFor: 'none' });
    expect(await scrape(registry)).toMatchObject({
      'rxprompt_retries_total{reason="timeout"}': 1,
      'rxprompt_circuit_state{route="main"}': 2,
      'rxprompt_circuit_state{route="spare"}': 1,
      'rxprompt_failovers_total{from="main",to="spare"}': 1,
      'rxprompt_cache_lookups_total{tier="memory",result="miss"}': 1,
      'rxprompt_cache_lookups_total{tier="redis",result="hit"}': 1,
      'rxprompt_queue_wait_seconds_bucket{reason="tokens",le="0.016"}': 0,
      'rxprompt_queue_wait_seconds_bucket{reason="tokens",le="0.064"}': 1,
      'rxprompt_queue_wait_seconds_sum{reason="tokens"}': 0.02,
      'rxprompt_queue_wait_seconds_count{reason="none"}': 1,
    });
  });

  it('should share its series with another one on the same registry', async () => {
    const registry = new Registry();
    const [one, two] = [callMetrics(registry), callMetrics(registry)];
    one(start);
    two(start);
    two(attempt());
    one(attempt());
    one(start);
    const samples = await scrape(registry);
    expect(samples['deepseek_requests_total{route="main",model="deepseek-flash",outcome="ok"}']).toBe(2);
    expect(samples.rxprompt_in_flight).toBe(1);
  });

  it('should fold what comes after so many values of a label into «other»', async () => {
    const registry = new Registry();
    const observe = callMetrics(registry, { maxLabelValues: 2 });
    for (const model of ['a', 'b', 'c', 'd', 'a']) observe(attempt({ model }));
    const samples = await scrape(registry);
    const counts = ['a', 'b', 'other', 'c'].map(
      (model) => samples[`deepseek_requests_total{route="main",model="${model}",outcome="ok"}`],
    );
    expect(counts).toEqual([2, 1, 2, undefined]);
  });

  it('should keep memory bounded when a server names a new model each time', async () => {
    const registry = new Registry();
    const observe = callMetrics(registry);
    for (let index = 0; index < 20_000; index++) observe(attempt({ model: `model-${index}` }));
    expect(Object.keys(await scrape(registry)).length).toBeLessThan(5_000);
  });

  it('should take a prefix, and escape what stands in a label', async () => {
    const registry = new Registry();
    callMetrics(registry, { prefix: 'llm' })(attempt({ model: 'a"b\\c\nd' }));
    expect(await registry.metrics()).toContain(
      'llm_requests_total{route="main",model="a\\"b\\\\c\\nd",outcome="ok"} 1',
    );
  });

  it.each(['', '9', 'a-b', 'a b', 'é'])('should refuse %j as a prefix', (prefix) => {
    expect(() => callMetrics(new Registry(), { prefix })).toThrow(/expected prefix to be letters/);
  });

  it('should refuse to tell no value of a label from another', () => {
    expect(() => callMetrics(new Registry(), { maxLabelValues: 0 })).toThrow(/expected maxLabelValues/);
  });

  it('should speak OpenMetrics, JSON and reset as other metrics of a registry do', async () => {
    const registry = new Registry<'application/openmetrics-text; version=1.0.0; charset=utf-8'>();
    registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
    const observe = callMetrics(registry as unknown as Registry);
    observe(attempt());
    const text = await registry.metrics();
    expect(text).toContain('# TYPE deepseek_requests counter');
    expect(text).toContain('deepseek_requests_total{route="main",model="deepseek-flash",outcome="ok"} 1');
    const json = await registry.getMetricsAsJSON();
    expect(json.map(({ type }) => type)).toContain('histogram');
    registry.resetMetrics();
    const requests = 'deepseek_requests_total{route="main",model="deepseek-flash",outcome="ok"}';
    expect(await registry.metrics()).toContain(`${requests} 0`);
    observe(attempt());
    expect(await registry.metrics()).toContain(`${requests} 1`);
  });

  it('should refuse a registry that has a stranger of the same name', () => {
    const registry = new Registry();
    new Counter({ name: 'rxprompt_retries_total', help: 'x', registers: [registry] });
    expect(() => callMetrics(registry)).toThrow(/has a metric "rxprompt_retries_total" already/);
  });
});

describe('METRICS', () => {
  it('should be all that is counted, with the labels it says', async () => {
    const registry = new Registry();
    callMetrics(registry, { prefix: 'llm' });
    recordMetrics(registry, { prefix: 'llm', ledger: { outstanding: 0 }, concurrencyLimit: () => 1 });
    const told = Object.values(METRICS).map((metric) => ({
      name: 'prefixed' in metric ? `llm_${metric.name}` : metric.name,
      help: metric.help,
      type: metric.type,
    }));
    const counted = await registry.getMetricsAsJSON();
    const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
    expect(counted.map(({ name, help, type }) => ({ name, help, type })).sort(byName)).toEqual(
      told.sort(byName),
    );
    const labels = new Set(Object.values(METRICS).flatMap((metric) => [...metric.labels]));
    expect([...labels].sort()).toEqual(Object.keys(LABELS).sort());
  });
});

describe('recordMetrics', () => {
  it('should count rows and redactions, and leave the calls to callMetrics when it is there', async () => {
    const registry = new Registry();
    const observe = callMetrics(registry);
    observe(attempt({ costUsd: 1 }));
    await record(registry, [
      anAnswer({ prompt: aPrompt({ redactions: { email: 2 } }), costUsd: 1, usage }),
      anAnswer({ seq: 1, cached: 'memory', attempts: 0 }),
      aFailure({ seq: 2 }),
    ]);
    expect(await scrape(registry)).toMatchObject({
      'rxprompt_rows_total{outcome="ok"}': 1,
      'rxprompt_rows_total{outcome="ok",cached="memory"}': 1,
      'rxprompt_rows_total{outcome="timeout"}': 1,
      'rxprompt_redactions_total{kind="email"}': 2,
      'rxprompt_cost_usd_total{model="deepseek-flash"}': 1,
      'deepseek_requests_total{route="main",model="deepseek-flash",outcome="ok"}': 1,
      'rxprompt_tokens_total{type="prompt_cache_hit"}': 40,
    });
  });

  it('should count calls from the outcomes when nothing else does', async () => {
    const registry = new Registry();
    await record(registry, [
      anAnswer({ attempts: 3, usage, costUsd: 0.5 }),
      anAnswer({ seq: 1, cached: 'coalesced', attempts: 0, usage, costUsd: 0 }),
      aFailure({ seq: 2, attempts: 5 }),
      aFailure({ seq: 3, attempts: 0, error: { code: 'bad_input' } }),
    ]);
    const samples = await scrape(registry);
    expect(samples).toMatchObject({
      'deepseek_requests_total{route="main",model="deepseek-flash",outcome="ok"}': 1,
      'deepseek_requests_total{route="main",model="deepseek-flash",outcome="retried"}': 2,
      'deepseek_requests_total{route="unknown",model="unknown",outcome="timeout"}': 5,
      'rxprompt_cost_usd_total{model="deepseek-flash"}': 0.5,
      'rxprompt_tokens_total{type="prompt_cache_miss"}': 60,
    });
    const requests = Object.keys(samples).filter((name) => name.startsWith('deepseek_requests_total'));
    expect(requests).toHaveLength(3);
    expect(samples).not.toHaveProperty('rxprompt_in_flight');
  });

  it('should read its gauges when scraped, and take them away at the end', async () => {
    const registry = new Registry();
    const ledger = { outstanding: 7 };
    let limit = 32;
    const subscription = NEVER.pipe(
      startWith(anAnswer()),
      recordMetrics(registry, { ledger, concurrencyLimit: () => limit }),
    ).subscribe();
    expect(await scrape(registry)).toMatchObject({ rxprompt_outstanding: 7, rxprompt_concurrency_limit: 32 });
    ledger.outstanding = 3;
    limit = 64;
    expect(await scrape(registry)).toMatchObject({ rxprompt_outstanding: 3, rxprompt_concurrency_limit: 64 });
    subscription.unsubscribe();
    expect(await scrape(registry)).toMatchObject({ rxprompt_outstanding: 0 });
  });

  it('should pass on in time what it is given, and its errors', () => {
    const record = recordMetrics<Outcome>(new Registry());
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const [a, b] = [anAnswer(), aFailure({ seq: 1 })];
      const source = cold('-a-(bb)-|', { a, b });
      expectObservable(source.pipe(record)).toBe('-a-(bb)-|', { a, b });
      expectObservable(cold<Outcome>('-#').pipe(record)).toBe('-#');
      expectObservable(cold<Outcome>('-').pipe(record)).toBe('-');
      expectObservable(cold<Outcome>('|').pipe(record)).toBe('|');
      const stopped = cold('-a-a-|', { a });
      expectObservable(stopped.pipe(record), '^-!').toBe('-a-', { a });
      expectSubscriptions(stopped.subscriptions).toBe('^-!');
    })();
  });
});
