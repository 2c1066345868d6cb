import { promptHash } from '../text/promptHash.js';
import type { Answer, Failure, Outcome } from '../types/Outcome.js';

const NO_REDACTIONS = {};

/** The flat row of an outcome, without a line end. `part`, `tool_calls` and `input` stand in it when there are any. */
export function rowOf(outcome: Outcome): string {
  return outcome.status === 'ok' ? rowOfAnswer(outcome) : rowOfFailure(outcome);
}

function rowOfAnswer(answer: Answer): string {
  const { prompt, usage } = answer;
  return JSON.stringify({
    seq: answer.seq,
    part: prompt.part,
    id: answer.id,
    status: 'ok',
    text: answer.text,
    reasoning: answer.reasoning,
    tool_calls: answer.toolCalls ?? undefined,
    finish_reason: answer.finishReason,
    model: answer.model,
    route: answer.route,
    usage: usage && {
      prompt_tokens: usage.promptTokens,
      prompt_cache_hit_tokens: usage.promptCacheHitTokens,
      prompt_cache_miss_tokens: usage.promptCacheMissTokens,
      completion_tokens: usage.completionTokens,
      reasoning_tokens: usage.reasoningTokens,
    },
    cost_usd: answer.costUsd,
    attempts: answer.attempts,
    cached: answer.cached,
    latency_ms: tenths(answer.latencyMs),
    ttft_ms: answer.ttftMs === null ? null : tenths(answer.ttftMs),
    redactions: prompt.redactions ?? NO_REDACTIONS,
    prompt_hash: promptHash(prompt),
    input: prompt.input,
  });
}

function rowOfFailure({ seq, id, prompt, error, attempts }: Failure): string {
  return JSON.stringify({
    seq,
    part: prompt.part,
    id,
    status: 'error',
    error: {
      code: error.code,
      message: error.message,
      http_status: error.httpStatus,
      retryable: error.retryable,
      body: error.body,
    },
    attempts,
    prompt_hash: promptHash(prompt),
    input: prompt.input,
  });
}

/** A clock of a tenth of a millisecond says all that there is to say of a call over a network. */
function tenths(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}
