/** What a metric is called and says. Everything that counts takes it from `METRICS`. */
export interface MetricDefinition {
  /** As it is scraped, for those with a prefix without it. */
  readonly name: string;
  /** The guide's metrics: `deepseek`, or another prefix, stands before the name. */
  readonly prefixed?: true;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly unit: string;
  /** The line `# HELP`; a sentence. */
  readonly help: string;
  readonly labels: readonly LabelName[];
  /** Upper bounds of a histogram's buckets, rising. */
  readonly bounds?: readonly number[];
}

/** What the values of a label are. Each set is closed: what comes after the first 50 values is `other`. */
export const LABELS = {
  route: 'the name of the route: its host, unless it was given one',
  model: 'the model that was asked for, before the route maps it to its own name',
  outcome: '`ok`, `cancelled`, or the code of the error; `retried` where only the last attempt is known',
  reason: 'the code of the error that was the reason; of what was wasted also `cancelled`, and `hedged`',
  from: 'the route that failed',
  to: 'the route that was asked next',
  tier: '`memory`, `redis`, or `coalesced`: an equal prompt was in flight',
  result: '`hit`, `miss` or `error`',
  cached: 'the tier that had the answer; not there when it was asked for',
  kind: 'the kind of personal data, such as `email`',
  type: '`prompt_cache_hit`, `prompt_cache_miss`, `reasoning` or `answer`, without overlap',
  gen_ai_operation_name: '`chat`',
  gen_ai_provider_name: 'told from the host, such as `openai`; else `deepseek`, whose API is spoken',
  gen_ai_request_model: 'as `model`',
  gen_ai_token_type: '`input` or `output`',
  error_type: 'the code of the error; not there when there was none',
} as const;

type LabelName = keyof typeof LABELS;
