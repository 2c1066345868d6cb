import type { MetricDefinition } from './MetricDefinition.js';

/** OpenTelemetry's bounds, in seconds; a quantile over several programs wants the same ones in all. */
const GEN_AI_SECONDS = Array.from({ length: 14 }, (_, index) => 0.01 * 2 ** index);
/** Three more on the same grid, up to 655 s: models that think take minutes, and an attempt may take ten. */
const ATTEMPT_SECONDS = Array.from({ length: 17 }, (_, index) => 0.01 * 2 ** index);
const GEN_AI_TOKENS = Array.from({ length: 14 }, (_, index) => 4 ** index);
const WAIT_SECONDS = [0.001, 0.004, 0.016, 0.064, 0.256, 1.024, 4.096, 16.384, 65.536, 262.144];
const GEN_AI = ['gen_ai_operation_name', 'gen_ai_provider_name', 'gen_ai_request_model'] as const;

/** Every metric that there is, and the only place where its name stands. docs/metrics.md is written from it. */
export const METRICS = {
  requests: {
    name: 'requests_total',
    prefixed: true,
    type: 'counter',
    unit: 'HTTP attempts',
    help: 'HTTP attempts by what came of them.',
    labels: ['route', 'model', 'outcome'],
  },
  latency: {
    name: 'request_latency_seconds',
    prefixed: true,
    type: 'histogram',
    unit: 'seconds',
    help: 'Time from sending an attempt to its last byte, whatever came of it.',
    labels: ['route', 'model'],
    bounds: ATTEMPT_SECONDS,
  },
  firstToken: {
    name: 'rxprompt_time_to_first_token_seconds',
    type: 'histogram',
    unit: 'seconds',
    help: 'Time from sending an attempt to its first token, of answers that were streamed.',
    labels: ['route', 'model'],
    bounds: ATTEMPT_SECONDS,
  },
  inFlight: {
    name: 'rxprompt_in_flight',
    type: 'gauge',
    unit: 'HTTP attempts',
    help: 'HTTP attempts under way.',
    labels: [],
  },
  concurrencyLimit: {
    name: 'rxprompt_concurrency_limit',
    type: 'gauge',
    unit: 'HTTP attempts',
    help: 'HTTP attempts that may be under way at once.',
    labels: [],
  },
  outstanding: {
    name: 'rxprompt_outstanding',
    type: 'gauge',
    unit: 'prompts',
    help: 'Prompts read and not yet written.',
    labels: [],
  },
  queueWait: {
    name: 'rxprompt_queue_wait_seconds',
    type: 'histogram',
    unit: 'seconds',
    help: 'Time that an attempt waited for its permit, or was parked before a retry, by what it waited for.',
    labels: ['reason'],
    bounds: WAIT_SECONDS,
  },
  retries: {
    name: 'rxprompt_retries_total',
    type: 'counter',
    unit: 'retries',
    help: 'Retries by the error before them.',
    labels: ['reason'],
  },
  failovers: {
    name: 'rxprompt_failovers_total',
    type: 'counter',
    unit: 'calls',
    help: 'Calls that went on to another route.',
    labels: ['from', 'to'],
  },
  hedges: {
    name: 'rxprompt_hedges_total',
    type: 'counter',
    unit: 'calls',
    help: 'Second calls, because nothing had come of the first for long.',
    labels: [],
  },
  circuitState: {
    name: 'rxprompt_circuit_state',
    type: 'gauge',
    unit: 'state',
    help: 'Whether calls go to a route: 0 yes, 1 a few to see whether it is back, 2 none.',
    labels: ['route'],
  },
  cacheLookups: {
    name: 'rxprompt_cache_lookups_total',
    type: 'counter',
    unit: 'lookups',
    help: 'Lookups, one at each tier that was asked.',
    labels: ['tier', 'result'],
  },
  rows: {
    name: 'rxprompt_rows_total',
    type: 'counter',
    unit: 'rows',
    help: 'Rows by what came of their prompt, after all retries.',
    labels: ['outcome', 'cached'],
  },
  redactions: {
    name: 'rxprompt_redactions_total',
    type: 'counter',
    unit: 'pieces',
    help: 'Pieces of personal data taken out of prompts.',
    labels: ['kind'],
  },
  tokens: {
    name: 'rxprompt_tokens_total',
    type: 'counter',
    unit: 'tokens',
    help: 'Billed tokens of all attempts.',
    labels: ['type'],
  },
  wastedTokens: {
    name: 'rxprompt_wasted_tokens_total',
    type: 'counter',
    unit: 'tokens',
    help: 'Tokens of attempts that brought no answer: as billed or, where the server told nothing, as sent and come.',
    labels: ['reason'],
  },
  wastedCost: {
    name: 'rxprompt_wasted_cost_usd_total',
    type: 'counter',
    unit: 'US dollars',
    help: 'What these tokens cost, as far as the price is known.',
    labels: ['reason'],
  },
  cost: {
    name: 'rxprompt_cost_usd_total',
    type: 'counter',
    unit: 'US dollars',
    help: 'Cost of all attempts whose price is known.',
    labels: ['model'],
  },
  genAiDuration: {
    name: 'gen_ai_client_operation_duration_seconds',
    type: 'histogram',
    unit: 'seconds',
    help: 'GenAI operation duration, of each attempt.',
    labels: [...GEN_AI, 'error_type'],
    bounds: GEN_AI_SECONDS,
  },
  genAiFirstChunk: {
    name: 'gen_ai_client_operation_time_to_first_chunk_seconds',
    type: 'histogram',
    unit: 'seconds',
    help: 'Time to receive the first chunk of an answer that is streamed.',
    labels: GEN_AI,
    bounds: GEN_AI_SECONDS,
  },
  genAiTokens: {
    name: 'gen_ai_client_token_usage',
    type: 'histogram',
    unit: 'tokens',
    help: 'Number of input and output tokens used, of each attempt.',
    labels: [...GEN_AI, 'gen_ai_token_type'],
    bounds: GEN_AI_TOKENS,
  },
} as const satisfies Readonly<Record<string, MetricDefinition>>;
