/** What `rxprompt estimate --json` prints. Dollars are `null` when a price is unknown. */
export interface Estimate {
  /** Of the run; prompts may name others. */
  readonly model: string;
  readonly prompts: {
    readonly total: number;
    /** Rows of the input that are no prompts. */
    readonly bad: number;
    /** Prompts that the cache is likely to answer, because an equal one stands before them. */
    readonly repeated: number;
  };
  readonly tokens: {
    /** Counted without a tokenizer; after a sample, corrected by what was billed. */
    readonly input: number;
    readonly output: number;
    /** Of `output`: 95 times in 100 it is within so much, as far as the sample tells; `null` without one. */
    readonly output_error: number | null;
    /** Of the input, what the provider is likely to find in its cache. */
    readonly input_cached: number;
  };
  /** Where output, speed and cache share come from. */
  readonly basis: 'guess' | 'sample';
  readonly cost_usd: {
    /** For a run that begins now, at the prices of the hours that it takes. */
    readonly now: number | null;
    readonly off_peak: number | null;
    /** If every answer were as long as it may be: a `--max-cost` that is never reached. */
    readonly at_most: number | null;
  };
  readonly prices_as_of: string;
  /** Whether these are peak hours, and when they end. */
  readonly peak: boolean;
  readonly off_peak_from: string;
  readonly duration_s: number;
  /** What bounds the speed. */
  readonly bound_by: 'concurrency' | 'rpm' | 'tpm';
  readonly sample: Sample | null;
}

/** What calls have shown that were made to measure. */
export interface Sample {
  readonly calls: number;
  readonly failed: number;
  /** What they cost. */
  readonly cost_usd: number;
  /** Means of those that were answered. */
  readonly output_tokens: number;
  readonly latency_s: number;
}
