import type { Bin } from '../../telemetry/LogHistogram.js';
import type { PaceRecord } from '../../types/PaceRecord.js';

/** Quantiles in milliseconds; `null` when nothing was measured. */
export interface Quantiles {
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
  readonly max: number | null;
}

/** What a run bought. Rows that reused an answer bought nothing. */
export interface Bought {
  /** Answers that were asked for. */
  readonly answers: number;
  readonly tokens: {
    readonly prompt: number;
    readonly prompt_cache_hit: number;
    readonly prompt_cache_miss: number;
    readonly completion: number;
    readonly reasoning: number;
  };
  /** US dollars. */
  readonly cost_usd: number;
  /** Answers whose cost nobody knows; `cost_usd` is without them. */
  readonly unknown_cost: number;
  readonly latency_ms: Quantiles;
}

/** One kind of failure. */
export interface FailureKind {
  readonly rows: number;
  /** The first of them. */
  readonly example: { readonly id: string; readonly message: string; readonly http_status: number | null };
}

/** A file of rows in numbers; what `rxprompt report --json` writes. */
export interface Report extends Bought {
  /** The files that were read. */
  readonly files: readonly string[];
  /** False when rows still stand in a `.part`: the run goes on, or was stopped. */
  readonly finished: boolean;
  readonly rows: {
    readonly total: number;
    readonly ok: number;
    readonly failed: number;
    readonly reused: number;
    /** Rows whose prompt lost personal data. */
    readonly altered: number;
  };
  /** Lines that are no rows. */
  readonly bad_lines: number;
  readonly failures: Readonly<Record<string, FailureKind>>;
  /** Reused rows by tier. */
  readonly reused: Readonly<Record<string, number>>;
  /** Pieces of personal data taken out, by kind. */
  readonly redactions: Readonly<Record<string, number>>;
  /** HTTP requests that the rows tell of. */
  readonly attempts: number;
  /** Of rows that ended well, the share that each tier answered; of the tokens sent, the share that the provider had cached. */
  readonly cache_share: {
    readonly rows: Readonly<Record<string, number>>;
    readonly provider_tokens: number | null;
  };
  readonly ttft_ms: Quantiles;
  /** How many answers took how many milliseconds. */
  readonly latency_bins: readonly Bin[];
  readonly routes: Readonly<Record<string, Bought>>;
  readonly models: Readonly<Record<string, Bought>>;
  /** Each run that has written rows, in order; `null` when nobody kept a record. */
  readonly over_time: readonly PaceRecord[] | null;
}
