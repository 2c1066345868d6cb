import { jsonOrNull } from '../engine/jsonOrNull.js';
import { RepeatedFields } from '../engine/RepeatedFields.js';
import { digits } from '../text/digits.js';
import { promptHash } from '../text/promptHash.js';
import { quoted } from '../text/quoted.js';
import type { Answer, Failure, Outcome, Reduction } from '../types/Outcome.js';
import { usageJson } from './usageJson.js';

/** The flat row of an outcome, without a line end. `part`, `tool_calls`, `reduction`, `json` and `input` stand in it when there are any. */
export function rowOf(outcome: Outcome): string {
  return outcome.status === 'ok' ? rowOfAnswer(outcome) : rowOfFailure(outcome);
}

const served = new RepeatedFields<Answer>({ finishReason: 'finish_reason', model: 'model', route: 'route' });

/** Field by field: a literal and `JSON.stringify` take 0.4 us more, on the path of every prompt. */
function rowOfAnswer(answer: Answer): string {
  const { prompt, usage, ttftMs } = answer;
  const { part, input } = prompt;
  const row =
    `{"seq":${digits(answer.seq)}${part === undefined ? '' : `,"part":${jsonOrNull(part)}`},"id":${quoted(answer.id)},` +
    `"status":"ok","text":${quoted(answer.text)},"reasoning":${jsonOrNull(answer.reasoning)}` +
    `${answer.toolCalls == null ? '' : `,"tool_calls":${jsonOrNull(answer.toolCalls)}`},` +
    `${served.of(answer)},"usage":${usageJson(usage)},` +
    `"cost_usd":${jsonOrNull(answer.costUsd)},"attempts":${jsonOrNull(answer.attempts)},` +
    `"cached":${jsonOrNull(answer.cached)},"latency_ms":${jsonOrNull(tenths(answer.latencyMs))},` +
    `"ttft_ms":${ttftMs === null ? 'null' : jsonOrNull(tenths(ttftMs))},` +
    `"redactions":${prompt.redactions === undefined ? '{}' : jsonOrNull(prompt.redactions)},` +
    `${answer.reduction === undefined ? '' : `"reduction":${reductionJson(answer.reduction)},`}` +
    `"prompt_hash":"${promptHash(prompt)}"` +
    // After the hash, which a run that is gone on with looks for: a field of the model's may be called so, too.
    (answer.json === undefined ? '' : `,"json":${jsonOrNull(answer.json)}`);
  return input === undefined ? `${row}}` : `${row},"input":${jsonOrNull(input)}}`;
}

/** Failures by their parts: a row must not hide what its answer does not rest on. */
function reductionJson({ parts, prompts, failed }: Reduction): string {
  return JSON.stringify({
    parts,
    prompts,
    failed: failed.map(({ part, error: { code, message } }) => ({ part, code, message })),
  });
}

function rowOfFailure({ seq, id, prompt, error, attempts, reduction }: Failure): string {
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
    ...(reduction !== undefined && { reduction: JSON.parse(reductionJson(reduction)) }),
    prompt_hash: promptHash(prompt),
    input: prompt.input,
  });
}

/** A clock of a tenth of a millisecond says all that there is to say of a call over a network. */
function tenths(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}
