import { digits } from '../text/digits.js';
import { promptHash } from '../text/promptHash.js';
import type { Answer, Failure, Outcome } from '../types/Outcome.js';
import { usageRow } from './usageJson.js';

/**
 * The row of an outcome in the form of OpenAI's batch output, without a line end. What that form has no place for
 * stands in `meta`; ids of requests are ours, because the provider's own are not kept.
 *
 * @see https://platform.openai.com/docs/api-reference/batch/request-output
 */
export function batchRowOf(outcome: Outcome): string {
  const { seq, id, status, prompt } = outcome;
  const { response, error } = outcome.status === 'ok' ? answered(outcome) : failed(outcome);
  const meta = {
    seq,
    status,
    prompt_hash: promptHash(prompt),
    part: prompt.part,
    ...(outcome.status === 'ok' ? metaOfAnswer(outcome) : metaOfFailure(outcome)),
    input: prompt.input,
  };
  // A run that is gone on with looks for `meta` here, before all that comes from elsewhere.
  return JSON.stringify({ id: `batch_req_${digits(seq)}`, custom_id: id, meta, response, error });
}

interface Reply {
  readonly response: object | null;
  readonly error: object | null;
}

function answered(answer: Answer): Reply {
  const { text, reasoning, toolCalls } = answer;
  const body = {
    id: `chatcmpl-${digits(answer.seq)}`,
    object: 'chat.completion',
    created: Math.floor(Date.now() / 1000),
    model: answer.model,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: text === '' && toolCalls !== null ? null : text,
          ...(reasoning !== null && { reasoning_content: reasoning }),
          ...(toolCalls !== null && { tool_calls: toolCalls }),
          refusal: null,
        },
        logprobs: null,
        finish_reason: answer.rawFinishReason ?? answer.finishReason,
      },
    ],
    usage: usageOf(answer),
  };
  return { response: { status_code: 200, request_id: `req_${digits(answer.seq)}`, body }, error: null };
}

function usageOf({ usage }: Answer): object | undefined {
  if (usage === null) return undefined;
  const { reasoning_tokens, ...counts } = usageRow(usage);
  return {
    ...counts,
    total_tokens: usage.promptTokens + usage.completionTokens,
    completion_tokens_details: { reasoning_tokens },
  };
}

/** A refusal of the server is its response; an `error` is what went wrong without one. */
function failed({ seq, error: { code, message, httpStatus, body } }: Failure): Reply {
  if (httpStatus === null || httpStatus < 400) return { response: null, error: { code, message } };
  const said = objectIn(body) ?? { error: { message, type: code, param: null, code } };
  return { response: { status_code: httpStatus, request_id: `req_${digits(seq)}`, body: said }, error: null };
}

function objectIn(body: string | null): object | undefined {
  try {
    const value: unknown = JSON.parse(body ?? '');
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function metaOfAnswer(answer: Answer): object {
  return {
    finish_reason: answer.finishReason,
    route: answer.route,
    cost_usd: answer.costUsd,
    attempts: answer.attempts,
    cached: answer.cached,
    latency_ms: answer.latencyMs,
    ttft_ms: answer.ttftMs,
    redactions: answer.prompt.redactions ?? {},
    json: answer.json,
  };
}

function metaOfFailure({ attempts, error }: Failure): object {
  return {
    error: {
      code: error.code,
      message: error.message,
      http_status: error.httpStatus,
      retryable: error.retryable,
      body: error.body,
    },
    attempts,
  };
}
