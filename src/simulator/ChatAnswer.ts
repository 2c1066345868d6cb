import type { TokenText } from './AnswerBook.js';
import type { ToolCallText } from './composeToolCall.js';

/** What a chat request is answered with, before it is put on the wire. */
export interface ChatAnswer {
  readonly id: string;
  /** Unix seconds. */
  readonly created: number;
  readonly model: string;
  readonly content: TokenText;
  /** Null in non-thinking mode. */
  readonly reasoning: TokenText | null;
  /** Null for an answer in words. */
  readonly toolCall: ToolCallText | null;
  readonly finishReason: string;
  readonly promptTokens: number;
  readonly cacheHitTokens: number;
  readonly completionTokens: number;
  readonly reasoningTokens: number;
}

const fingerprint = 'fp_8b330d02d0_prod0820_fp8_kvcache_20260402';

function usageJson(answer: ChatAnswer): string {
  const { promptTokens, cacheHitTokens, completionTokens } = answer;
  const details =
    answer.reasoning === null
      ? ''
      : `"completion_tokens_details":{"reasoning_tokens":${answer.reasoningTokens}},`;
  return `{"prompt_tokens":${promptTokens},"completion_tokens":${completionTokens},"total_tokens":${promptTokens + completionTokens},"prompt_tokens_details":{"cached_tokens":${cacheHitTokens}},${details}"prompt_cache_hit_tokens":${cacheHitTokens},"prompt_cache_miss_tokens":${promptTokens - cacheHitTokens}}`;
}

/** The body of a whole answer, keys in the recorded order. */
export function wholeBody(answer: ChatAnswer): string {
  const reasoning = answer.reasoning === null ? '' : `,"reasoning_content":"${answer.reasoning.escaped}"`;
  const call = answer.toolCall;
  const calls =
    call === null
      ? ''
      : `,"tool_calls":[{"index":0,"id":"${call.id}","type":"function","function":{"name":"${call.name}","arguments":"${call.arguments.escaped}"}}]`;
  return `{"id":"${answer.id}","object":"chat.completion","created":${answer.created},"model":"${answer.model}","choices":[{"index":0,"message":{"role":"assistant","content":"${answer.content.escaped}"${reasoning}${calls}},"logprobs":null,"finish_reason":"${answer.finishReason}"}],"usage":${usageJson(answer)},"system_fingerprint":"${fingerprint}"}`;
}

/** The events of a streamed answer: the role, one for each token, the finish with the usage, `[DONE]`. */
export function streamEvents(answer: ChatAnswer, includeUsage: boolean): string[] {
  const head = `data: {"id":"${answer.id}","object":"chat.completion.chunk","created":${answer.created},"model":"${answer.model}","system_fingerprint":"${fingerprint}","choices":[{"index":0,"delta":{`;
  const tail = `},"logprobs":null,"finish_reason":null}]${includeUsage ? ',"usage":null' : ''}}\n\n`;
  const thinking = answer.reasoning !== null;
  const events = [
    `${head}"role":"assistant","content":${thinking ? 'null,"reasoning_content":""' : '""'}${tail}`,
  ];
  if (answer.reasoning !== null) {
    for (const token of answer.reasoning.tokens()) {
      events.push(`${head}"content":null,"reasoning_content":"${token}"${tail}`);
    }
  }
  const after = thinking ? '","reasoning_content":null' : '"';
  for (const token of answer.content.tokens()) events.push(`${head}"content":"${token}${after}${tail}`);
  if (answer.toolCall !== null) {
    const { id, name, arguments: given } = answer.toolCall;
    events.push(
      `${head}"tool_calls":[{"index":0,"id":"${id}","type":"function","function":{"name":"${name}","arguments":""}}]${tail}`,
    );
    for (const token of given.tokens()) {
      events.push(`${head}"tool_calls":[{"index":0,"function":{"arguments":"${token}"}}]${tail}`);
    }
  }
  events.push(
    `${head}"content":"${after}},"logprobs":null,"finish_reason":"${answer.finishReason}"}],"usage":${usageJson(answer)}}\n\n`,
    'data: [DONE]\n\n',
  );
  return events;
}
