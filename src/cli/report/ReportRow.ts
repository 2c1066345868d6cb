type Fields = Readonly<Record<string, unknown>>;

/** What a report needs of a row. What the row does not tell is `null`. */
export interface ReportRow {
  readonly id: string;
  readonly ok: boolean;
  readonly code: string;
  readonly message: string;
  readonly httpStatus: number | null;
  readonly attempts: number;
  readonly cached: string | null;
  readonly route: string | null;
  readonly model: string | null;
  readonly costUsd: number | null;
  readonly hit: number;
  readonly miss: number;
  readonly completion: number;
  readonly reasoning: number;
  readonly latencyMs: number | null;
  readonly ttftMs: number | null;
  readonly redactions: Fields;
}

/**
 * The row in `line`: a flat one, or a line of a batch, where our fields stand under `meta` and what is missing there
 * in the body of the response. `undefined` when it is neither.
 */
export function parseReportRow(line: string): ReportRow | undefined {
  let row: Fields;
  try {
    row = fields(JSON.parse(line));
  } catch {
    return undefined;
  }
  const batch = typeof row.custom_id === 'string';
  const response = fields(row.response);
  const body = fields(response.body);
  const ours = batch ? { ...body, ...fields(row.meta) } : row;
  const status = batch ? (ours.status ?? batchStatus(row, response)) : row.status;
  if (status !== 'ok' && status !== 'error') return undefined;
  if (!batch && typeof row.seq !== 'number') return undefined;
  const error = batch
    ? { ...fields(body.error), ...fields(row.error), ...fields(ours.error) }
    : fields(row.error);
  const usage = fields(ours.usage);
  const hit =
    number(usage.prompt_cache_hit_tokens) ?? number(fields(usage.prompt_tokens_details).cached_tokens) ?? 0;
  return {
    id: String(batch ? row.custom_id : row.id),
    ok: status === 'ok',
    code: text(error.code) ?? text(error.type) ?? 'unknown',
    message: text(error.message) ?? '',
    httpStatus: number(error.http_status) ?? number(response.status_code),
    attempts: number(ours.attempts) ?? 0,
    cached: text(ours.cached),
    route: text(ours.route),
    model: text(ours.model),
    costUsd: number(ours.cost_usd),
    hit,
    miss: number(usage.prompt_cache_miss_tokens) ?? Math.max(0, (number(usage.prompt_tokens) ?? 0) - hit),
    completion: number(usage.completion_tokens) ?? 0,
    reasoning:
      number(usage.reasoning_tokens) ?? number(fields(usage.completion_tokens_details).reasoning_tokens) ?? 0,
    latencyMs: number(ours.latency_ms),
    ttftMs: number(ours.ttft_ms),
    redactions: fields(ours.redactions),
  };
}

function batchStatus(row: Fields, response: Fields): string {
  return row.error == null && response.status_code === 200 ? 'ok' : 'error';
}

const NOTHING: Fields = {};

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : NOTHING;
}

function number(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
