import { ACCOUNT, type Account } from '../types/Account.js';
import type { Answer } from '../types/Outcome.js';
import type { Prompt } from '../types/Prompt.js';
import type { Reply } from '../types/Reply.js';

/** A reply labelled with its prompt: the row of `prompt`. */
export function answerOf(prompt: Prompt, reply: Reply): Answer {
  // Field by field: a spread costs 1.5 us, a tenth of what a whole prompt may.
  const answer: { -readonly [K in keyof Answer]: Answer[K] } = {
    status: 'ok',
    seq: prompt.seq,
    id: prompt.id,
    prompt,
    text: reply.text,
    reasoning: reply.reasoning,
    toolCalls: reply.toolCalls,
    finishReason: reply.finishReason,
    rawFinishReason: reply.rawFinishReason,
    model: reply.model,
    route: reply.route,
    usage: reply.usage,
    costUsd: reply.costUsd,
    attempts: reply.attempts,
    cached: reply.cached,
    latencyMs: reply.latencyMs,
    ttftMs: reply.ttftMs,
  };
  if (reply.json !== undefined) answer.json = reply.json;
  const account: Account | undefined = prompt[ACCOUNT];
  if (account !== undefined) answer[ACCOUNT] = account;
  return answer;
}
