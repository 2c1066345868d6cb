import { describe, expect, it } from 'vitest';
import { createTally } from '../../src/telemetry/createTally.js';
import { formatSummary } from '../../src/telemetry/formatSummary.js';
import type { CallEvent } from '../../src/types/CallEvent.js';
import { aFailure, anAnswer } from '../helpers/anOutcome.js';
import { aPrompt } from '../helpers/aPrompt.js';

const usage = {
  promptTokens: 100,
  promptCacheHitTokens: 40,
  promptCacheMissTokens: 60,
  completionTokens: 20,
  reasoningTokens: 5,
};
const at = { route: 'main', model: 'deepseek-flash' };
const start: CallEvent = { type: 'attempt-start', ...at };
const end = (fields: Partial<CallEvent & { type: 'attempt-end' }> = {}): CallEvent => ({
  type: 'attempt-end',
  ...at,
  outcome: 'ok',
  latencyMs: 200,
  ttftMs: null,
  usage,
  costUsd: 0.001,
  ...fields,
});

/** A short run: two answers, one of them after a retry, one from the cache, one failure, one rejected row. */
function aRun() {
  const tally = createTally(1_000);
  const events: CallEvent[] = [
    { type: 'cache-lookup', tier: 'memory', result: 'miss' },
    { type: 'cache-lookup', tier: 'redis', result: 'hit' },
    start,
    start,
    end(),
    end({ outcome: 'rate_limited', usage: null, costUsd: null, latencyMs: 9_999 }),
    { type: 'retry', reason: 'rate_limited', delayMs: 10 },
    { type: 'failover', from: 'main', to: 'spare', reason: 'timeout' },
    { type: 'admit', waitMs: 3, waitedFor: 'tokens' },
    { type: 'admit', waitMs: 4, waitedFor: 'tokens' },
    { type: 'admit', waitMs: 5, waitedFor: 'retry_budget' },
    { type: 'admit', waitMs: 0, waitedFor: 'none' },
    start,
    end({ latencyMs: 400 }),
    start,
  ];
  for (const event of events) tally.observe(event);
  tally.count(anAnswer({ prompt: aPrompt({ redactions: { email: 2, ssn: 1 } }) }));
  tally.count(anAnswer({ seq: 1, costUsd: null }));
  tally.count(anAnswer({ seq: 2, cached: 'redis', attempts: 0, costUsd: 0 }));
  tally.count(aFailure({ seq: 3 }));
  tally.count(aFailure({ seq: 4, error: { code: 'constructor' } }));
  return tally;
}

describe('createTally', () => {
  it('should count a run', () => {
    expect(aRun().snapshot(3_000)).toEqual({
      elapsed_s: 2,
      rows_per_second: 2.5,
      rows: {
        total: 5,
        ok: 3,
        failed: 2,
        reused: 1,
        altered: 1,
        unknown_cost: 1,
        cut: 0,
        dropped: 0,
        extra: 0,
        resumed: 0,
        resumed_failed: 0,
      },
      failures: { timeout: 1, constructor: 1 },
      reused: { redis: 1 },
      redactions: { email: 2, ssn: 1 },
      attempts: {
        sent: 4,
        ok: 2,
        in_flight: 1,
        peak_in_flight: 2,
        retries: 1,
        failovers: 1,
        hedges: 0,
        repairs: 0,
      },
      attempt_errors: { rate_limited: 1 },
      routes: {
        main: { in_flight: 1, sent: 4, ok: 2, failed: 1, last_error: 'rate_limited', circuit: null },
      },
      retries: { rate_limited: 1 },
      waits: { tokens: { count: 2, ms: 7 }, retry_budget: { count: 1, ms: 5 } },
      cache_lookups: { memory: { hit: 0, miss: 1, error: 0 }, redis: { hit: 1, miss: 0, error: 0 } },
      tokens: { prompt: 200, prompt_cache_hit: 80, prompt_cache_miss: 120, completion: 40, reasoning: 10 },
      cost_usd: 0.002,
      waste: { tokens: 0, estimated_tokens: 0, cost_usd: 0, reasons: {} },
      latency_ms: { p50: 200.1, p90: 400.1, p99: 400.1, max: 400.1 },
    });
  });

  it('should tell what was spent for nothing, and what of it is an estimate', () => {
    const tally = createTally(1_000);
    const wasted = { tokens: 120, costUsd: 0.25, isEstimate: false };
    tally.observe(end({ outcome: 'empty_answer', wasted: { ...wasted, reason: 'empty_answer' } }));
    tally.observe(end({ outcome: 'cancelled', wasted: { ...wasted, reason: 'hedged', isEstimate: true } }));
    tally.observe(
      end({ outcome: 'timeout', wasted: { tokens: 10, costUsd: null, isEstimate: true, reason: 'timeout' } }),
    );
    const snapshot = tally.snapshot(3_000);
    expect(snapshot.waste).toEqual({
      tokens: 250,
      estimated_tokens: 130,
      cost_usd: 0.5,
      reasons: { empty_answer: 120, hedged: 120, timeout: 10 },
    });
    expect(formatSummary(snapshot)).toContain(
      'wasted    250 tokens ($0.500) on attempts without an answer (empty_answer 120, hedged 120, timeout 10), 130 of them by estimate',
    );
  });

  it('should know how each route is', () => {
    const tally = createTally(0);
    for (const route of ['east', 'west', 'west', '__proto__'])
      tally.observe({ ...start, route } as CallEvent);
    tally.observe(end({ route: 'west', outcome: 'timeout' }));
    tally.observe(end({ route: 'west', outcome: 'cancelled' }));
    tally.observe(end({ route: '__proto__' }));
    const { routes } = tally.snapshot();
    expect(Object.keys(routes)).toEqual(['east', 'west', '__proto__']);
    expect(routes.east).toEqual({ in_flight: 1, sent: 1, ok: 0, failed: 0, last_error: null, circuit: null });
    expect(routes.west).toEqual({
      in_flight: 0,
      sent: 2,
      ok: 0,
      failed: 1,
      last_error: 'timeout',
      circuit: null,
    });
  });

  it('should survive a journey through JSON, empty or not', () => {
    for (const snapshot of [createTally(0).snapshot(0), aRun().snapshot(2_000)]) {
      expect(JSON.parse(JSON.stringify(snapshot))).toEqual(snapshot);
    }
  });

  it('should keep a snapshot as it was', () => {
    const tally = aRun();
    const before = tally.snapshot(2_000);
    const text = JSON.stringify(before);
    tally.observe({ type: 'cache-lookup', tier: 'memory', result: 'hit' });
    tally.count(aFailure());
    expect(JSON.stringify(before)).toBe(text);
  });

  it('should bill the answers when nobody tells of attempts', () => {
    const tally = createTally(0);
    tally.count(anAnswer({ usage, costUsd: 0.5 }));
    tally.count(anAnswer({ usage, costUsd: 0, cached: 'memory' }));
    expect(tally.snapshot(1_000)).toMatchObject({ cost_usd: 0.5, tokens: { prompt: 100, completion: 20 } });
  });

  it('should count rows of before apart', () => {
    const tally = createTally(0);
    tally.countBefore({ rows: 1_234, failed: 0 });
    expect(tally.snapshot(1_000).rows).toMatchObject({ total: 0, resumed: 1_234, resumed_failed: 0 });
    expect(formatSummary(tally.snapshot(1_000))).toMatch(/^resumed +1,234 rows had been written before$/m);
    tally.countBefore({ rows: 1, failed: 1 });
    expect(formatSummary(tally.snapshot(1_000))).toMatch(
      /^resumed +1,235 rows .* before, 1 of them failed$/m,
    );
  });

  it('should count prompts that were dropped and values that were too many', () => {
    const tally = createTally(0);
    tally.countDropped();
    tally.countExtra();
    tally.countExtra();
    expect(tally.snapshot(1_000).rows).toMatchObject({ total: 0, dropped: 1, extra: 2 });
  });
});

describe('formatSummary', () => {
  it('should say everything in aligned lines', () => {
    expect(formatSummary(aRun().snapshot(3_000))).toBe(
      [
        'rows      5: 3 ok, 2 failed (timeout 1, constructor 1) in 2.0 s (2.5/s)',
        'reused    1 row (redis 1)',
        'altered   1 row (email 2, ssn 1)',
        'requests  4 sent, 2 ok, at most 2 at once, 1 retry (rate_limited 1), 1 failover',
        'waited    4 ms for tokens a minute (2), 5 ms for a retry to be in the budget (1)',
        'latency   p50 200.1 ms, p90 400.1 ms, p99 400.1 ms, max 400.1 ms',
        'tokens    200 in (80 cached by the server), 40 out (10 reasoning)',
        'cost      $0.00200, without 1 row of unknown cost',
      ].join('\n'),
    );
  });

  it('should leave out what did not happen', () => {
    expect(formatSummary(createTally(0).snapshot(0))).toBe(
      'rows      0: 0 ok, 0 failed in 0.0 s (0/s)\nrequests  0 sent, 0 ok, at most 0 at once',
    );
  });

  it('should stay readable for large and long runs', () => {
    const snapshot = aRun().snapshot(3_000);
    const text = formatSummary({
      ...snapshot,
      elapsed_s: 7_384,
      rows_per_second: 1_234.5,
      rows: { ...snapshot.rows, total: 10_000_000, unknown_cost: 0 },
      cost_usd: 1_234.5,
    });
    expect(text).toContain('rows      10,000,000: 3 ok');
    expect(text).toContain('in 2 h 03 min (1,235/s)');
    expect(text).toContain('cost      $1,234.50');
  });
});
