import { chatShapeError } from './chatShapeError.js';
import { toolToCall } from './composeToolCall.js';
import { type ErrorReply, wrongValue } from './ErrorReply.js';
import { type Fields, parseJson } from './parseJson.js';
import { toolOrderError } from './toolOrderError.js';

/** A chat request that the service would accept. */
export interface ChatRequest {
  readonly kind: 'chat';
  /** The model that serves it, which the answer names. */
  readonly model: string;
  /** All the text of the conversation, for counting and hashing. */
  readonly text: string;
  /** The text of the last message. */
  readonly last: string;
  readonly messageCount: number;
  readonly stream: boolean;
  readonly includeUsage: boolean;
  readonly thinking: boolean;
  /** Effort `max` or `high` or `low`; it lengthens the reasoning. */
  readonly effort: string;
  readonly maxTokens: number;
  readonly stop: readonly string[];
  readonly jsonObject: boolean;
  readonly userId: string;
  /** The function to call in place of an answer; null for none. */
  readonly tool: Fields | null;
}

const noStop: readonly string[] = [];
const maxOutputTokens = 393_216;
const maxContextTokens = 1_048_565;

/** Reads and checks a body of `POST /chat/completions` as the service does; says how it would refuse. */
export function readChatRequest(body: string, models: ReadonlyMap<string, string>): ChatRequest | ErrorReply {
  const parsed = parseJson(body);
  if (!('fields' in parsed)) return parsed;
  const { fields } = parsed;
  return chatShapeError(body, fields) ?? readFields(fields, models);
}

function readFields(fields: Fields, models: ReadonlyMap<string, string>): ChatRequest | ErrorReply {
  const model = models.get(fields.model as string);
  if (model === undefined) {
    // The names are those of the recording, not of the price list.
    return wrongValue(
      `The supported API model names are deepseek-v4-pro or deepseek-v4-flash, but you passed ${fields.model}.`,
    );
  }
  const messages = fields.messages as readonly Fields[];
  if (messages.length === 0) return wrongValue('Empty input messages');
  const temperature = fields.temperature as number | null | undefined;
  if (temperature != null && !(temperature >= 0 && temperature <= 2)) {
    return wrongValue('Invalid temperature value, the valid range of temperature is [0, 2]');
  }
  const topP = fields.top_p as number | null | undefined;
  if (topP != null && !(topP > 0 && topP <= 1)) {
    return wrongValue('Invalid top_p value, the valid range of top_p is (0, 1.0]');
  }
  const maxTokens = fields.max_tokens as number | null | undefined;
  if (maxTokens != null && !(maxTokens >= 1 && maxTokens <= maxOutputTokens)) {
    return wrongValue(`Invalid max_tokens value, the valid range of max_tokens is [1, ${maxOutputTokens}]`);
  }
  const userId = (fields.user_id as string | null | undefined) ?? '';
  if (userId.length > 512) {
    return wrongValue(
      `Invalid 'user_id': string too long. Expected a string with maximum length 512, but got a string with length ${userId.length} instead`,
    );
  }
  const stream = fields.stream === true;
  const streamOptions = fields.stream_options as Fields | null | undefined;
  if (streamOptions != null && !stream) {
    return wrongValue('stream_options should be set along with stream = true');
  }
  const effort = (fields.reasoning_effort as string | undefined) ?? 'high';
  const thinking = (fields.thinking as Fields | null | undefined)?.type !== 'disabled' && effort !== 'none';
  if (
    thinking &&
    (fields.tool_choice === 'required' || typeof fields.tool_choice === 'object') &&
    fields.tool_choice
  ) {
    return wrongValue('Thinking mode does not support this tool_choice');
  }
  const order = toolOrderError(fields, thinking);
  if (order !== null) return order;
  const last = messageText(messages[messages.length - 1]!);
  let text = last;
  if (messages.length > 1) {
    text = '';
    for (const message of messages) text += `${messageText(message)}\n`;
  }
  // A cheap bound first: only a text this long needs counting here.
  if (text.length > maxContextTokens) {
    const asked = Math.ceil(text.length * 0.3);
    if (asked > maxContextTokens) return contextOverflow(asked, maxTokens ?? 0);
  }
  return {
    kind: 'chat',
    model,
    text,
    last,
    messageCount: messages.length,
    stream,
    includeUsage: streamOptions?.include_usage === true,
    thinking,
    effort,
    maxTokens: maxTokens ?? (thinking ? (effort === 'max' ? 131_072 : 65_536) : 8_192),
    stop: readStop(fields.stop),
    jsonObject: (fields.response_format as Fields | null | undefined)?.type === 'json_object',
    userId,
    tool: toolToCall(fields.tools, fields.tool_choice, messages[messages.length - 1]!.role),
  };
}

function contextOverflow(inMessages: number, inCompletion: number): ErrorReply {
  return wrongValue(
    `This model's maximum context length is ${maxContextTokens} tokens. However, you requested ${inMessages + inCompletion} tokens (${inMessages} in the messages, ${inCompletion} in the completion). Please reduce the length of the messages or completion.`,
  );
}

function readStop(stop: unknown): readonly string[] {
  if (typeof stop === 'string') return [stop];
  return Array.isArray(stop) ? stop.filter((one) => typeof one === 'string' && one !== '') : noStop;
}

function messageText(message: Fields): string {
  const { content } = message;
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part: Fields | null) => (typeof part?.text === 'string' ? part.text : '')).join('\n');
}
