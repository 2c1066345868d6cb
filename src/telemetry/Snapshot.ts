/** A route at one moment, in HTTP requests. */
export interface RouteState {
  readonly in_flight: number;
  readonly sent: number;
  readonly ok: number;
  /** Those that brought an error; cancelled ones are none. */
  readonly failed: number;
  /** The code of the last error; `null` when there was none. */
  readonly last_error: string | null;
  /** Whether calls go to it; `null` when it has no circuit. */
  readonly circuit: 'closed' | 'open' | 'half-open' | null;
}

/** A run in numbers at one moment; what `--summary` writes, and what every display shows. */
export interface Snapshot {
  /** Seconds since the start. */
  readonly elapsed_s: number;
  readonly rows_per_second: number;
  readonly rows: {
    readonly total: number;
    readonly ok: number;
    readonly failed: number;
    /** Answered without a call: from a cache, or by an equal prompt in flight. */
    readonly reused: number;
    /** Rows whose prompt lost personal data. */
    readonly altered: number;
    /** Answers whose price or usage nobody knows; `cost_usd` is without them. */
    readonly unknown_cost: number;
    /** Answers to prompts of which the server seems to have read a part: it counted far fewer tokens than they have. */
    readonly cut: number;
    /** Prompts that the pipeline dropped on purpose (`keep`); they have no row and are not in `total`. */
    readonly dropped: number;
    /** Further values of prompts that had their outcome; not written. */
    readonly extra: number;
    /** Rows of an earlier run that this one goes on with; not in `total`. */
    readonly resumed: number;
    /** Those of them that are failures. */
    readonly resumed_failed: number;
  };
  /** Failed rows by code. */
  readonly failures: Readonly<Record<string, number>>;
  /** Reused rows by tier. */
  readonly reused: Readonly<Record<string, number>>;
  /** Pieces of personal data taken out, by kind. */
  readonly redactions: Readonly<Record<string, number>>;
  /** HTTP requests. */
  readonly attempts: {
    readonly sent: number;
    readonly ok: number;
    readonly in_flight: number;
    readonly peak_in_flight: number;
    readonly retries: number;
    readonly failovers: number;
    /** Second calls beside one that was late. */
    readonly hedges: number;
    /** Answers that did not fit and were asked for anew. */
    readonly repairs: number;
  };
  /** Attempts that brought no answer, by code. */
  readonly attempt_errors: Readonly<Record<string, number>>;
  /** By the name of the route. */
  readonly routes: Readonly<Record<string, RouteState>>;
  /** Retries by reason. */
  readonly retries: Readonly<Record<string, number>>;
  /** What attempts had to wait for before they were sent: how many, and milliseconds in all. */
  readonly waits: Readonly<Record<string, { readonly count: number; readonly ms: number }>>;
  readonly cache_lookups: Readonly<
    Record<string, { readonly hit: number; readonly miss: number; readonly error: number }>
  >;
  /** Billed tokens of all attempts. `prompt` is hit and miss together; `completion` includes `reasoning`. */
  readonly tokens: {
    readonly prompt: number;
    readonly prompt_cache_hit: number;
    readonly prompt_cache_miss: number;
    readonly completion: number;
    readonly reasoning: number;
  };
  /** US dollars for all attempts whose price is known. */
  readonly cost_usd: number;
  /** Tokens of attempts that brought no answer, and what they cost; by reason in `reasons`. */
  readonly waste: {
    readonly tokens: number;
    /** Those that no server told of: what was sent and had come. They are neither in `tokens` nor in `cost_usd` above. */
    readonly estimated_tokens: number;
    readonly cost_usd: number;
    readonly reasons: Readonly<Record<string, number>>;
  };
  /** Under a cap: US dollars at most, of this run and of those that it goes on from. */
  readonly budget?: {
    readonly cap_usd: number;
    readonly spent_usd: number;
    /** Set aside for calls under way. */
    readonly reserved_usd: number;
    /** Of what was spent, the worst of calls that nobody reported a bill of. */
    readonly unreported_usd: number;
  };
  /** Milliseconds of the attempts that were answered; `null` when there was none. */
  readonly latency_ms: {
    readonly p50: number | null;
    readonly p90: number | null;
    readonly p99: number | null;
    readonly max: number | null;
  };
}
