import type { ResponseEcho } from '../answers/ResponseWriter.js';
import { type ErrorReply, wrongValue } from '../ErrorReply.js';
import { chatShapeError } from './chatShapeError.js';
import { chatValueError, rangeError } from './chatValueError.js';
import { contentText, messageTexts } from './messageTexts.js';
import { type Fields, parseJson } from './parseJson.js';
import { toolOrderError } from './toolOrderError.js';
import { functionsOf, toolsToCall } from './toolsToCall.js';

/** A chat request that the service would accept. */
export interface ChatRequest {
  readonly kind: 'chat';
  /** The model that serves it, which the answer names. */
  readonly model: string;
  /** What each message puts into the context. */
  readonly texts: readonly string[];
  /** All of it, joined by line feeds. */
  readonly text: string;
  /** The text of the last message. */
  readonly last: string;
  /** The tools that the model is told of, as JSON; empty for none. */
  readonly toolsText: string;
  readonly stream: boolean;
  readonly includeUsage: boolean;
  readonly thinking: boolean;
  /** How much it thinks: `low`, `high`, `max` or one of their other names. */
  readonly effort: string;
  readonly maxTokens: number;
  readonly stop: readonly string[];
  /** Whether a JSON object was asked for; `blank`: without the word, which ends in nothing but white space. */
  readonly json: 'no' | 'yes' | 'blank';
  /** How many likely tokens are told of each; null: no log probabilities. */
  readonly topLogprobs: number | null;
  readonly userId: string;
  /** The functions to call in place of an answer; none for an answer in words. */
  readonly calls: readonly Fields[];
  /** Whether the request leaves no choice but to call. */
  readonly mustCall: boolean;
  /** What the answer has to go on with; null: nothing. */
  readonly prefix: string | null;
  /** Whether the answer's text begins with the prompt. */
  readonly echoes: boolean;
  /** The schema that the answer has to fit; null: none. */
  readonly schema: Fields | null;
  /** What an answer in the Responses format repeats; null in other formats. */
  readonly response: ResponseEcho | null;
}

/** What a simulator is set to, as far as requests are concerned. */
export interface RequestRules {
  /** The names asked for and the models that serve them. */
  readonly models: ReadonlyMap<string, string>;
  /** Whether the request came to `/beta`. */
  readonly beta: boolean;
  /** What becomes of JSON mode without the word in the prompt. */
  readonly promptWithoutJson: 'refuse' | 'blank';
}

const noStop: readonly string[] = [];
const maxContextTokens = 1_048_565;

/** Reads and checks a body of `POST /chat/completions` as the service does; says how it would refuse. */
export function readChatRequest(body: string, rules: RequestRules): ChatRequest | ErrorReply {
  const parsed = parseJson(body);
  if (!('fields' in parsed)) return parsed;
  return chatShapeError(body, parsed.fields) ?? readChatFields(parsed.fields, rules);
}

/** The same of fields whose shape is right. */
export function readChatFields(fields: Fields, rules: RequestRules): ChatRequest | ErrorReply {
  const model = rules.models.get(fields.model as string);
  if (model === undefined) return unknownModel(fields.model);
  const messages = fields.messages as readonly Fields[];
  if (messages.length === 0) return wrongValue('Empty input messages');
  const effort = (fields.reasoning_effort as string | null | undefined) ?? 'high';
  const thinking = (fields.thinking as Fields | null | undefined)?.type !== 'disabled' && effort !== 'none';
  const { tool_choice: choice } = fields;
  const functions = choice === 'none' ? [] : functionsOf(fields.tools);
  const thoughtsComeBack = thinking && Array.isArray(fields.tools) && fields.tools.length > 0;
  const refusal =
    rangeError(fields) ??
    chatValueError(fields, thinking, rules.beta) ??
    toolOrderError(messages, thoughtsComeBack);
  if (refusal !== null) return refusal;

  const texts = messageTexts(messages, thoughtsComeBack);
  const text = texts.length === 1 ? texts[0]! : texts.join('\n');
  const maxTokens = (fields.max_tokens as number | null | undefined) ?? null;
  const overflow = contextError(text, maxTokens);
  if (overflow !== null) return overflow;
  const json = jsonMode(fields, text, rules.promptWithoutJson);
  if (json === null) {
    return wrongValue(
      "Prompt must contain the word 'json' in some form to use 'response_format' of type 'json_object'.",
    );
  }
  const last = messages[messages.length - 1]!;
  const lastText = texts[texts.length - 1]!;
  return {
    kind: 'chat',
    model,
    texts,
    text,
    last: lastText,
    toolsText: functions.length === 0 ? '' : JSON.stringify(fields.tools),
    stream: fields.stream === true,
    includeUsage: (fields.stream_options as Fields | null | undefined)?.include_usage === true,
    thinking,
    effort,
    maxTokens: maxTokens ?? (thinking ? (effort === 'max' ? 131_072 : 65_536) : 8_192),
    stop: readStop(fields.stop),
    json,
    topLogprobs: fields.logprobs === true ? ((fields.top_logprobs as number | null | undefined) ?? 0) : null,
    userId: (fields.user_id as string | null | undefined) ?? '',
    calls: functions.length === 0 ? [] : toolsToCall(functions, choice, last.role, lastText),
    mustCall: choice === 'required' || (typeof choice === 'object' && choice !== null),
    prefix: last.prefix === true ? contentText(last.content) : null,
    echoes: false,
    schema: null,
    response: null,
  };
}

/** The names are those of the recording, not of the price list. */
export function unknownModel(model: unknown): ErrorReply {
  return wrongValue(
    `The supported API model names are deepseek-v4-pro or deepseek-v4-flash, but you passed ${model}.`,
  );
}

/** What the service says of a context that is too long. */
export function contextError(text: string, maxTokens: number | null): ErrorReply | null {
  // A cheap bound first: only a text this long needs counting.
  if (text.length <= maxContextTokens) return null;
  const asked = Math.ceil(text.length * 0.3);
  if (asked <= maxContextTokens) return null;
  return wrongValue(
    `This model's maximum context length is ${maxContextTokens} tokens. However, you requested ${asked + (maxTokens ?? 0)} tokens (${asked} in the messages, ${maxTokens ?? 0} in the completion). Please reduce the length of the messages or completion.`,
  );
}

/** Null: to be refused. */
function jsonMode(
  { response_format: format }: Fields,
  text: string,
  withoutWord: 'refuse' | 'blank',
): ChatRequest['json'] | null {
  if ((format as Fields | null | undefined)?.type !== 'json_object') return 'no';
  if (/json/i.test(text)) return 'yes';
  return withoutWord === 'blank' ? 'blank' : null;
}

/** The texts at which an answer stops. */
export function readStop(stop: unknown): readonly string[] {
  if (typeof stop === 'string') return stop === '' ? noStop : [stop];
  return Array.isArray(stop) ? stop.filter((one) => typeof one === 'string' && one !== '') : noStop;
}
