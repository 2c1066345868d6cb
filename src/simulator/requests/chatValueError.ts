import { type ErrorReply, wrongValue } from '../ErrorReply.js';
import type { Fields } from './parseJson.js';
import { strictToolsError } from './strictToolsError.js';
import { functionsOf } from './toolsToCall.js';

const maxOutputTokens = 393_216;

/** The service's ranges; null passes. */
export function rangeError(fields: Fields, maxTokens = maxOutputTokens): ErrorReply | null {
  const { temperature, top_p: topP, max_tokens: max } = fields as Readonly<Record<string, number | null>>;
  if (temperature != null && !(temperature >= 0 && temperature <= 2)) {
    return wrongValue('Invalid temperature value, the valid range of temperature is [0, 2]');
  }
  if (topP != null && !(topP > 0 && topP <= 1)) {
    return wrongValue('Invalid top_p value, the valid range of top_p is (0, 1.0]');
  }
  if (max != null && !(max >= 1 && max <= maxTokens)) {
    return wrongValue(`Invalid max_tokens value, the valid range of max_tokens is [1, ${maxTokens}]`);
  }
  const { stop, stream_options: streamOptions, stream } = fields;
  if (Array.isArray(stop) && stop.length > 16) return tooLong('stop', 'array', 16, stop.length);
  if (streamOptions != null && stream !== true) {
    return wrongValue('stream_options should be set along with stream = true');
  }
  return null;
}

/** What the service says of a chat whose shape is right and whose values are not. */
export function chatValueError(fields: Fields, thinking: boolean, beta: boolean): ErrorReply | null {
  const userId = (fields.user_id as string | null | undefined) ?? '';
  if (userId.length > 512) return tooLong('user_id', 'string', 512, userId.length);
  const { logprobs, tool_choice: choice } = fields;
  const top = (fields.top_logprobs as number | null | undefined) ?? null;
  if (top !== null && !(top >= 0 && top <= 20)) {
    return wrongValue('Invalid top_logprobs value, the valid range of top_logprobs is [0, 20]');
  }
  if (top !== null && logprobs !== true) {
    return wrongValue('Invalid top_logprobs value, top_logprobs should be set along with logprobs = true');
  }
  if (thinking && (choice === 'required' || (typeof choice === 'object' && choice !== null))) {
    return wrongValue('Thinking mode does not support this tool_choice');
  }
  return formatError(fields) ?? toolsError(fields.tools, beta) ?? prefixError(fields, beta);
}

function formatError({ response_format: format }: Fields): ErrorReply | null {
  if ((format as Fields | null | undefined)?.type !== 'json_schema') return null;
  return wrongValue('This response_format type is unavailable now');
}

function toolsError(tools: unknown, beta: boolean): ErrorReply | null {
  const functions = functionsOf(tools);
  if (functions.length > 128) return tooLong('tools', 'array', 128, functions.length);
  for (let index = 0; index < functions.length; index++) {
    const name = functions[index]!.name as string;
    const path = `tools[${index}].function.name`;
    if (!/^[a-zA-Z0-9_-]+$/.test(name)) {
      return wrongValue(
        `Invalid '${path}': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.`,
      );
    }
    if (name.length > 64) return tooLong(path, 'string', 64, name.length);
  }
  // Elsewhere the flag is taken and does nothing.
  return beta ? strictToolsError(functions) : null;
}

function prefixError({ messages }: Fields, beta: boolean): ErrorReply | null {
  const list = messages as readonly Fields[];
  const at = list.findIndex(({ prefix }) => prefix === true);
  if (at < 0) return null;
  if (!beta) {
    return wrongValue(
      'prefix is only available when using beta api (set base_url="https://api.deepseek.com/beta")',
    );
  }
  if (at === list.length - 1 && list[at]!.role === 'assistant') return null;
  return wrongValue('Invalid prefix, only the last message may have it, of role assistant');
}

function tooLong(path: string, kind: 'string' | 'array', most: number, length: number): ErrorReply {
  const article = kind === 'array' ? 'an' : 'a';
  return wrongValue(
    `Invalid '${path}': ${kind} too long. Expected ${article} ${kind} with maximum length ${most}, but got ${article} ${kind} with length ${length} instead`,
  );
}
