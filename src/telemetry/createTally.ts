import { createHistogram } from 'node:perf_hooks';
import type { CallEvent, CallObserver } from '../types/CallEvent.js';
import type { Outcome } from '../types/Outcome.js';
import type { Purse } from '../types/Purse.js';
import type { Usage } from '../types/Usage.js';
import { isPromptCut } from './isPromptCut.js';
import { RouteTable } from './RouteTable.js';
import type { Snapshot } from './Snapshot.js';
import { WasteCounts } from './WasteCounts.js';

/** Counts what a run does, for its summary and for whoever shows it while it goes on. */
export interface Tally {
  /** Hand it to what makes calls: counts attempts, tokens, money, retries, failovers and lookups. */
  readonly observe: CallObserver;
  /** Counts a row that has been written. */
  count(outcome: Outcome): void;
  /** Counts rows of an earlier run, which need not be asked for again. */
  countBefore(rows: { readonly rows: number; readonly failed: number }): void;
  /** Counts a prompt that left the stream on purpose and has no row. */
  countDropped(): void;
  /** Counts a value beyond the first that a prompt brought, which is not written. */
  countExtra(): void;
  /** Everything so far. `nowMs` is of the clock that `startMs` was. */
  snapshot(nowMs?: number): Snapshot;
}

type Counts = Record<string, number>;

/**
 * Makes a {@link Tally}. Tokens and money come from the attempts, since failed ones cost too, or from the outcomes
 * when nobody tells of attempts; rows, reuse and redactions come from the outcomes.
 *
 * @param startMs When the run began, in milliseconds of a monotonic clock. Default now, by `performance.now`.
 * @param purse What the calls are paid from. Default: nothing limits them.
 */
export function createTally(startMs = performance.now(), purse?: Purse): Tally {
  const rows = {
    ok: 0,
    failed: 0,
    reused: 0,
    altered: 0,
    unknown_cost: 0,
    cut: 0,
    dropped: 0,
    extra: 0,
    resumed: 0,
    resumed_failed: 0,
  };
  const failures: Counts = counts();
  const reused: Counts = counts();
  const redactions: Counts = counts();
  const attempts = {
    sent: 0,
    ok: 0,
    in_flight: 0,
    peak_in_flight: 0,
    retries: 0,
    failovers: 0,
    hedges: 0,
    repairs: 0,
  };
  const attemptErrors: Counts = counts();
  const routes = new RouteTable();
  const retries: Counts = counts();
  const lookups: Record<string, { hit: number; miss: number; error: number }> = Object.create(null);
  const tokens = { prompt_cache_hit: 0, prompt_cache_miss: 0, completion: 0, reasoning: 0 };
  const waits: Record<string, { count: number; ms: number }> = Object.create(null);
  const waste = new WasteCounts();
  let costUsd = 0;
  // Microseconds: its integers would round a fast answer to nothing.
  const latency = createHistogram();

  const ended = ({
    outcome,
    latencyMs,
    usage,
    costUsd: cost,
    wasted,
  }: CallEvent & { type: 'attempt-end' }) => {
    attempts.in_flight--;
    if (outcome === 'ok') {
      attempts.ok++;
      latency.record(Math.max(1, Math.round(latencyMs * 1000)));
    } else add(attemptErrors, outcome);
    bill(usage, cost);
    if (wasted !== undefined) waste.add(wasted);
  };

  const waited = (what: string, ms: number) => {
    waits[what] ??= { count: 0, ms: 0 };
    const of = waits[what];
    of.count++;
    of.ms += ms;
  };

  const bill = (usage: Usage | null, cost: number | null) => {
    costUsd += cost ?? 0;
    if (usage === null) return;
    tokens.prompt_cache_hit += usage.promptCacheHitTokens;
    tokens.prompt_cache_miss += usage.promptCacheMissTokens;
    tokens.completion += usage.completionTokens;
    tokens.reasoning += usage.reasoningTokens;
  };

  return {
    observe(event) {
      switch (event.type) {
        case 'attempt-start':
          attempts.sent++;
          routes.of(event.route).started();
          if (++attempts.in_flight > attempts.peak_in_flight) attempts.peak_in_flight = attempts.in_flight;
          break;
        case 'attempt-end':
          ended(event);
          routes.of(event.route).ended(event.outcome);
          break;
        case 'retry':
          attempts.retries++;
          add(retries, event.reason);
          break;
        case 'failover':
          attempts.failovers++;
          break;
        case 'repair':
          attempts.repairs++;
          break;
        case 'cache-lookup':
          lookups[event.tier] ??= { hit: 0, miss: 0, error: 0 };
          (lookups[event.tier] as { hit: number; miss: number; error: number })[event.result]++;
          break;
        case 'hedge':
          attempts.hedges++;
          break;
        case 'circuit':
          routes.of(event.route).circuit = event.state;
          break;
        case 'admit':
          if (event.waitedFor !== 'none') waited(event.waitedFor, event.waitMs);
          break;
      }
    },
    count(outcome) {
      if (outcome.status === 'error') {
        rows.failed++;
        add(failures, outcome.error.code);
      } else {
        rows.ok++;
        if (outcome.costUsd === null) rows.unknown_cost++;
        if (isPromptCut(outcome)) rows.cut++;
        // Nobody tells of attempts: what the answers say is the best there is.
        if (attempts.sent === 0 && outcome.cached === null) bill(outcome.usage, outcome.costUsd);
        if (outcome.cached !== null) {
          rows.reused++;
          add(reused, outcome.cached);
        }
      }
      const taken = outcome.prompt.redactions;
      if (taken === undefined) return;
      let any = false;
      for (const kind in taken) {
        add(redactions, kind, taken[kind]);
        any = true;
      }
      if (any) rows.altered++;
    },
    countBefore(before) {
      rows.resumed += before.rows;
      rows.resumed_failed += before.failed;
    },
    countDropped() {
      rows.dropped++;
    },
    countExtra() {
      rows.extra++;
    },
    snapshot(nowMs = performance.now()) {
      const elapsed = Math.max(0, nowMs - startMs) / 1000;
      const total = rows.ok + rows.failed;
      const at = (percentile: number) =>
        latency.count === 0 ? null : Math.round(latency.percentile(percentile) / 100) / 10;
      return {
        elapsed_s: Math.round(elapsed * 1000) / 1000,
        rows_per_second: elapsed > 0 ? Math.round((total / elapsed) * 10) / 10 : 0,
        rows: { total, ...rows },
        failures: { ...failures },
        reused: { ...reused },
        redactions: { ...redactions },
        attempts: { ...attempts },
        attempt_errors: { ...attemptErrors },
        routes: routes.states(),
        retries: { ...retries },
        waits: structuredClone(waits),
        cache_lookups: structuredClone(lookups),
        tokens: { prompt: tokens.prompt_cache_hit + tokens.prompt_cache_miss, ...tokens },
        // Sums of prices are never exact in binary; a picodollar is.
        cost_usd: Math.round(costUsd * 1e12) / 1e12,
        waste: waste.state(),
        ...(purse !== undefined && { budget: budgetOf(purse) }),
        latency_ms: { p50: at(50), p90: at(90), p99: at(99), max: at(100) },
      };
    },
  };
}

function budgetOf({ capUsd, spentUsd, reservedUsd, unreportedUsd }: Purse): NonNullable<Snapshot['budget']> {
  return {
    cap_usd: capUsd,
    spent_usd: spentUsd,
    reserved_usd: reservedUsd,
    unreported_usd: unreportedUsd,
  };
}

/** Without a prototype: a code or a kind may be called `constructor`. */
function counts(): Counts {
  return Object.create(null);
}

function add(to: Counts, name: string, amount = 1): void {
  to[name] = (to[name] ?? 0) + amount;
}
