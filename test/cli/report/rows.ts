/** A flat row of an answer, as `rxprompt run` writes it. */
export function okRow(fields: Readonly<Record<string, unknown>> = {}): string {
  return `${JSON.stringify({
    seq: 0,
    id: 'prompt-0',
    status: 'ok',
    text: 'Yes.',
    reasoning: null,
    finish_reason: 'stop',
    model: 'deepseek-flash',
    route: 'api.deepseek.com',
    usage: {
      prompt_tokens: 100,
      prompt_cache_hit_tokens: 25,
      prompt_cache_miss_tokens: 75,
      completion_tokens: 10,
      reasoning_tokens: 4,
    },
    cost_usd: 0.001,
    attempts: 1,
    cached: null,
    latency_ms: 500,
    ttft_ms: null,
    redactions: {},
    prompt_hash: '0123456789abcdef',
    ...fields,
  })}\n`;
}

/** The row of a failure. */
export function failedRow(code: string, fields: Readonly<Record<string, unknown>> = {}): string {
  return `${JSON.stringify({
    seq: 1,
    id: 'prompt-1',
    status: 'error',
    error: { code, message: `It was ${code}.`, http_status: 429, retryable: true, body: null },
    attempts: 5,
    prompt_hash: '0123456789abcdef',
    ...fields,
  })}\n`;
}
