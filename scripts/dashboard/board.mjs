// What ops/grafana/rxprompt.json shows. `npm run docs` writes it; to change a panel, change it here.
import { dashboard, labelVariable } from './frame.mjs';
import { bars, heatmap, limits, lines, query, stat } from './panels.mjs';

const JOB = 'job=~"$job"';
const MODEL = `${JOB}, model=~"$model"`;
const CALLS = `${JOB}, route=~"$route", model=~"$model"`;

const rate = (name, labels) => `rate(${name}{${labels}}[$__rate_interval])`;
const requests = (more = '') => rate('deepseek_requests_total', CALLS + more);
const rows = (more = '') => rate('rxprompt_rows_total', JOB + more);
/** Attempts that nobody cancelled: only these can fail. */
const asked = `sum(${requests(', outcome!="cancelled"')})`;

const quantile = (q, name, labels, by = '') =>
  `histogram_quantile(${q}, sum by (le${by}) (${rate(`${name}_bucket`, labels)}))`;
const mean = (name, labels) => `sum(${rate(`${name}_sum`, labels)}) / sum(${rate(`${name}_count`, labels)})`;
const spread = (name, labels) => [
  query(mean(name, labels), 'mean'),
  query(quantile(0.5, name, labels), 'p50'),
  query(quantile(0.95, name, labels), 'p95'),
  query(quantile(0.99, name, labels), 'p99'),
];

const LATENCY = 'deepseek_request_latency_seconds';
const FIRST_TOKEN = 'rxprompt_time_to_first_token_seconds';
const PERCENTILES = { mean: 'blue', p50: 'green', p95: 'orange', p99: 'red' };
const tokens = (type, q) =>
  quantile(
    q,
    'gen_ai_client_token_usage',
    `${JOB}, gen_ai_request_model=~"$model", gen_ai_token_type="${type}"`,
  );

export const board = dashboard({
  uid: 'rxprompt',
  title: 'rxprompt',
  description: 'Prompts through LLM APIs: how fast, how well, at what price.',
  tags: ['rxprompt', 'llm'],
  variables: [
    labelVariable('job', 'deepseek_requests_total'),
    labelVariable('route', `deepseek_requests_total{${JOB}}`),
    labelVariable('model', `deepseek_requests_total{${JOB}}`),
  ],
  rows: {
    'At a glance': [
      stat('Requests', 'reqps', `sum(${requests()})`),
      stat('Error rate', 'percentunit', `1 - sum(${requests(', outcome="ok"')}) / ${asked}`, {
        description: 'Share of the HTTP attempts that failed; what was cancelled is left out.',
        thresholds: limits(0.05, 0.2),
        decimals: 1,
      }),
      stat('Failed rows', 'percentunit', `1 - sum(${rows(', outcome="ok"')}) / sum(${rows()})`, {
        description: 'Share of the prompts that have no answer, after all retries.',
        thresholds: limits(0.01, 0.05),
        decimals: 1,
      }),
      stat('Latency p95', 's', quantile(0.95, LATENCY, CALLS), { thresholds: limits(30, 120) }),
      stat('In flight', 'short', `sum(rxprompt_in_flight{${JOB}})`, {
        description: 'HTTP attempts under way.',
      }),
      stat('Reused', 'percentunit', `(sum(${rows(', cached!=""')}) or vector(0)) / sum(${rows()})`, {
        description: 'Share of the prompts that were answered without a call.',
        decimals: 1,
      }),
      stat('Cost per hour', 'currencyUSD', `sum(${rate('rxprompt_cost_usd_total', MODEL)}) * 3600`, {
        description: 'At the pace of now. Without attempts whose price is unknown.',
      }),
      stat('Cost', 'currencyUSD', `sum(increase(rxprompt_cost_usd_total{${MODEL}}[$__range]))`, {
        description: 'In the time that is shown. Without attempts whose price is unknown.',
        instant: true,
      }),
    ],
    'Calls and errors': [
      lines('Requests by outcome', 'reqps', [query(`sum by (outcome) (${requests()})`, '{{outcome}}')], {
        description: 'HTTP attempts as they end.',
        stack: true,
        colors: { ok: 'green', cancelled: 'gray' },
      }),
      lines(
        'Error rate by code',
        'percentunit',
        [
          query(
            `sum by (outcome) (${requests(', outcome!~"ok|cancelled"')}) / on () group_left () ${asked}`,
            '{{outcome}}',
          ),
        ],
        { description: 'Share of the HTTP attempts, by what went wrong.', stack: true },
      ),
      lines('Rows by outcome', 'count:rows/s', [query(`sum by (outcome) (${rows()})`, '{{outcome}}')], {
        description: 'Prompts as their rows are written, after all retries.',
        stack: true,
        colors: { ok: 'green' },
      }),
      lines(
        'Retries by reason',
        'count:retries/s',
        [query(`sum by (reason) (${rate('rxprompt_retries_total', JOB)})`, '{{reason}}')],
        { stack: true },
      ),
      lines(
        'Failovers',
        'count:calls/s',
        [query(`sum by (from, to) (${rate('rxprompt_failovers_total', JOB)})`, '{{from}} → {{to}}')],
        { description: 'Calls that went on to another route.', stack: true },
      ),
      lines(
        'Routes that are down',
        'short',
        [query(`max by (route) (rxprompt_circuit_state{${JOB}, route=~"$route"})`, '{{route}}')],
        { description: '0: it is asked; 1: a little, to see whether it is back; 2: it is not asked.' },
      ),
      lines(
        'Retries and second calls',
        'percentunit',
        [
          query(`sum(${rate('rxprompt_retries_total', JOB)}) / sum(${rows(', outcome="ok"')})`, 'retries'),
          query(
            `sum(${rate('rxprompt_hedges_total', JOB)}) / sum(${rows(', outcome="ok"')})`,
            'second calls',
          ),
        ],
        {
          description:
            'For each answered row. The retry budget allows one for ten answers and one a second for each route; --hedge makes one second call for twenty.',
        },
      ),
      lines('Requests by route', 'reqps', [query(`sum by (route) (${requests()})`, '{{route}}')], {
        stack: true,
      }),
    ],
    'How long it takes': [
      lines('Latency', 's', spread(LATENCY, CALLS), {
        description: 'From sending an attempt to its last byte, whatever came of it.',
        colors: PERCENTILES,
      }),
      lines(
        'Latency p95 by route and model',
        's',
        [query(quantile(0.95, LATENCY, CALLS, ', route, model'), '{{route}} {{model}}')],
        { thresholds: limits(30, 120) },
      ),
      heatmap(
        'Latency, all of it',
        's',
        `sum by (le) (increase(${LATENCY}_bucket{${CALLS}}[$__rate_interval]))`,
      ),
      lines('Time to the first token', 's', spread(FIRST_TOKEN, CALLS), {
        description: 'Of answers that are streamed (--stream).',
        colors: PERCENTILES,
      }),
      lines(
        'Time to the first token, p95 by route and model',
        's',
        [query(quantile(0.95, FIRST_TOKEN, CALLS, ', route, model'), '{{route}} {{model}}')],
        { description: 'Of answers that are streamed (--stream).' },
      ),
      lines('Wait for a permit', 's', spread('rxprompt_queue_wait_seconds', JOB), {
        description: 'What the limits of rate and concurrency cost, before an attempt is sent.',
        colors: PERCENTILES,
      }),
    ],
    'Load and reuse': [
      lines(
        'Calls that wait, by reason',
        'short',
        [query(`sum by (reason) (${rate('rxprompt_queue_wait_seconds_sum', JOB)})`, '{{reason}}')],
        {
          description:
            'How many at a time, in the mean: for room among the calls at once, a pause that a server asked for, requests or tokens a minute; retry_budget are prompts that are parked.',
          stack: true,
        },
      ),
      lines(
        'In flight and its limit',
        'short',
        [
          query(`sum(rxprompt_in_flight{${JOB}})`, 'in flight'),
          query(`sum(rxprompt_concurrency_limit{${JOB}})`, 'limit'),
        ],
        { description: 'HTTP attempts under way.', colors: { limit: 'red' } },
      ),
      lines('Outstanding', 'short', [query(`sum by (job) (rxprompt_outstanding{${JOB}})`, '{{job}}')], {
        description: 'Prompts read and not yet written.',
      }),
      lines(
        'Cache hit ratio by tier',
        'percentunit',
        [
          query(
            `sum by (tier) (${rate('rxprompt_cache_lookups_total', `${JOB}, result="hit", tier!="coalesced"`)})` +
              ` / sum by (tier) (${rate('rxprompt_cache_lookups_total', `${JOB}, tier!="coalesced"`)})`,
            '{{tier}}',
          ),
        ],
        { max: 1 },
      ),
      lines(
        'Lookups by tier and result',
        'count:lookups/s',
        [
          query(
            `sum by (tier, result) (${rate('rxprompt_cache_lookups_total', JOB)})`,
            '{{tier}} {{result}}',
          ),
        ],
        { description: 'A hit of coalesced joined an equal prompt in flight.', stack: true },
      ),
      lines(
        'Rows answered without a call',
        'count:rows/s',
        [query(`sum by (cached) (${rows(', cached!=""')})`, '{{cached}}')],
        { description: 'By the tier that had the answer.', stack: true },
      ),
      lines(
        'Personal data taken out',
        'count:pieces/s',
        [query(`sum by (kind) (${rate('rxprompt_redactions_total', JOB)})`, '{{kind}}')],
        { description: 'Pieces, by kind.', stack: true },
      ),
    ],
    'Tokens and money': [
      lines(
        'Tokens by type',
        'count:tokens/s',
        [query(`sum by (type) (${rate('rxprompt_tokens_total', JOB)})`, '{{type}}')],
        { description: 'Billed. prompt_cache_hit is the cheap part of the input.', stack: true, width: 6 },
      ),
      lines(
        'Tokens of an attempt',
        'short',
        [
          query(tokens('input', 0.5), 'input p50'),
          query(tokens('input', 0.95), 'input p95'),
          query(tokens('output', 0.5), 'output p50'),
          query(tokens('output', 0.95), 'output p95'),
        ],
        { description: 'Between bounds that are four times as far each, so roughly.', width: 6 },
      ),
      lines(
        'Input that the provider had cached',
        'percentunit',
        [
          query(
            `sum(${rate('rxprompt_tokens_total', `${JOB}, type="prompt_cache_hit"`)})` +
              ` / sum(${rate('rxprompt_tokens_total', `${JOB}, type=~"prompt_cache_hit|prompt_cache_miss"`)})`,
            'cached',
          ),
        ],
        {
          description: 'Share of the input tokens at the low price: equal beginnings of prompts.',
          max: 1,
          width: 6,
        },
      ),
      lines(
        'Tokens for nothing',
        'count:tokens/s',
        [query(`sum by (reason) (${rate('rxprompt_wasted_tokens_total', JOB)})`, '{{reason}}')],
        {
          description:
            'Of attempts that brought no answer: as billed, or as sent and come where nobody tells.',
          stack: true,
          width: 6,
        },
      ),
      lines(
        'Money for nothing, per hour',
        'currencyUSD',
        [query(`sum by (reason) (${rate('rxprompt_wasted_cost_usd_total', JOB)}) * 3600`, '{{reason}}')],
        { description: 'What these tokens cost: retries, second calls, cut answers, aborts.', stack: true },
      ),
      lines(
        'Cost per hour by model',
        'currencyUSD',
        [query(`sum by (model) (${rate('rxprompt_cost_usd_total', MODEL)}) * 3600`, '{{model}}')],
        { description: 'At the pace of the moment.', stack: true },
      ),
      bars(
        'Cost by model',
        'currencyUSD',
        query(`sum by (model) (increase(rxprompt_cost_usd_total{${MODEL}}[$__range]))`, '{{model}}'),
        { description: 'In the time that is shown.' },
      ),
      lines(
        'Cost of 1,000 rows',
        'currencyUSD',
        [
          query(
            `1000 * sum(${rate('rxprompt_cost_usd_total', JOB)}) / sum(${rows(', outcome="ok"')})`,
            'answered rows',
          ),
        ],
        { description: 'With retries, and with what the cache saved.' },
      ),
    ],
  },
});
