import type { TokenText } from './AnswerBook.js';
import type { ToolCallText } from './composeToolCall.js';
import { LogprobWriter } from './LogprobWriter.js';

/** What a chat request is answered with, before it is put on the wire. */
export interface ChatAnswer {
  readonly id: string;
  /** Unix seconds. */
  readonly created: number;
  readonly model: string;
  readonly content: TokenText;
  /** Null in non-thinking mode. */
  readonly reasoning: TokenText | null;
  /** None for an answer in words. */
  readonly toolCalls: readonly ToolCallText[];
  readonly finishReason: string;
  readonly promptTokens: number;
  readonly cacheHitTokens: number;
  readonly completionTokens: number;
  readonly reasoningTokens: number;
  /** How the log probabilities are made up, and how many likely tokens are told of each; null: not asked for. */
  readonly logprobs: { readonly seed: number; readonly top: number } | null;
}

export const fingerprint = 'fp_8b330d02d0_prod0820_fp8_kvcache_20260402';

/** The usage of an answer, keys in the recorded order. */
export function usageJson(answer: ChatAnswer): string {
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
  const calls = answer.toolCalls.map(
    (call, index) => `{${callHead(call, index)}"${call.arguments.escaped}"}}`,
  );
  const toolCalls = calls.length === 0 ? '' : `,"tool_calls":[${calls.join(',')}]`;
  return `{"id":"${answer.id}","object":"chat.completion","created":${answer.created},"model":"${answer.model}","choices":[{"index":0,"message":{"role":"assistant","content":"${answer.content.escaped}"${reasoning}${toolCalls}},"logprobs":${wholeLogprobs(answer)},"finish_reason":"${answer.finishReason}"}],"usage":${usageJson(answer)},"system_fingerprint":"${fingerprint}"}`;
}

function callHead({ id, name }: ToolCallText, index: number): string {
  return `"index":${index},"id":"${id}","type":"function","function":{"name":"${name}","arguments":`;
}

function wholeLogprobs({ logprobs, reasoning, content }: ChatAnswer): string {
  if (logprobs === null) return 'null';
  const writer = new LogprobWriter(logprobs.seed, logprobs.top);
  const list = (text: TokenText) =>
    `[${text
      .tokens()
      .map((token) => writer.next(token))
      .join(',')}]`;
  if (reasoning === null) return `{"content":${list(content)}}`;
  const thoughts = list(reasoning);
  return `{"content":${list(content)},"reasoning_content":${thoughts}}`;
}

/** The events of a streamed answer: the role, one for each token, the finish with the usage, `[DONE]`. */
export function streamEvents(answer: ChatAnswer, includeUsage: boolean): string[] {
  const { reasoning, content, toolCalls, logprobs } = answer;
  const head = `data: {"id":"${answer.id}","object":"chat.completion.chunk","created":${answer.created},"model":"${answer.model}","system_fingerprint":"${fingerprint}","choices":[{"index":0,"delta":{`;
  const end = `,"finish_reason":null}]${includeUsage ? ',"usage":null' : ''}}\n\n`;
  const plain = `},"logprobs":null${end}`;
  const writer = logprobs === null ? null : new LogprobWriter(logprobs.seed, logprobs.top);
  const thinking = reasoning !== null;
  const events = [
    `${head}"role":"assistant","content":${thinking ? 'null,"reasoning_content":""' : '""'}${plain}`,
  ];
  if (reasoning !== null) {
    for (const token of reasoning.tokens()) {
      const tail =
        writer === null
          ? plain
          : `},"logprobs":{"content":null,"reasoning_content":[${writer.next(token)}]}${end}`;
      events.push(`${head}"content":null,"reasoning_content":"${token}"${tail}`);
    }
  }
  const after = thinking ? '","reasoning_content":null' : '"';
  const noThoughts = thinking ? ',"reasoning_content":null' : '';
  for (const token of content.tokens()) {
    const tail =
      writer === null ? plain : `},"logprobs":{"content":[${writer.next(token)}]${noThoughts}}${end}`;
    events.push(`${head}"content":"${token}${after}${tail}`);
  }
  for (let index = 0; index < toolCalls.length; index++) {
    const call = toolCalls[index]!;
    events.push(`${head}"tool_calls":[{${callHead(call, index)}""}}]${plain}`);
    for (const token of call.arguments.tokens()) {
      events.push(`${head}"tool_calls":[{"index":${index},"function":{"arguments":"${token}"}}]${plain}`);
    }
  }
  events.push(
    `${head}"content":"${after}},"logprobs":null,"finish_reason":"${answer.finishReason}"}],"usage":${usageJson(answer)}}\n\n`,
    'data: [DONE]\n\n',
  );
  return events;
}
