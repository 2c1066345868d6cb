import type { ErrorReply } from '../ErrorReply.js';
import { type Fields, missingField, wrongType } from './parseJson.js';
import { scalarError } from './scalarError.js';
import { callShapeError, toolShapeError } from './toolShapeError.js';
import { unknownVariant } from './unknownVariant.js';

const roles = ['system', 'user', 'assistant', 'tool', 'latest_reminder'];
const partTypes = ['text', 'image_url', 'file'];
/** Recorded in June 2026; the documentation has accepted three more since. */
const efforts = ['high', 'low', 'medium', 'max', 'xhigh'];
const furtherEfforts = ['none', 'minimal', 'ultra'];

/** What the service's reader would say of a chat body whose fields are missing or of the wrong type. */
export function chatShapeError(body: string, fields: Fields): ErrorReply | null {
  const { messages, model } = fields;
  if (messages === undefined) return missingField(body, '', 'messages');
  if (!Array.isArray(messages)) return wrongType(body, 'messages', messages, 'a sequence');
  for (let index = 0; index < messages.length; index++) {
    const error = messageError(body, `messages[${index}]`, messages[index]);
    if (error !== null) return error;
  }
  if (model === undefined) return missingField(body, '', 'model');
  if (typeof model !== 'string') return wrongType(body, 'model', model, 'a string');
  return scalarError(body, fields, chatScalars) ?? optionError(body, fields) ?? toolShapeError(body, fields);
}

const chatScalars = [
  ['stream', 'a boolean'],
  ['logprobs', 'a boolean'],
  ['temperature', 'f32'],
  ['top_p', 'f32'],
  ['max_tokens', 'u32'],
  ['top_logprobs', 'u32'],
  ['user_id', 'a string'],
  ['reasoning_effort', 'variant identifier'],
] as const;

function messageError(body: string, path: string, message: unknown): ErrorReply | null {
  if (typeof message !== 'object' || message === null || Array.isArray(message)) {
    return wrongType(body, path, message, 'internally tagged enum ChatCompletionRequestMessage');
  }
  const { role, content, tool_call_id: callId, tool_calls: calls } = message as Fields;
  if (role === undefined) return missingField(body, path, 'role');
  if (typeof role !== 'string') return wrongType(body, `${path}.role`, role, 'variant identifier');
  if (!roles.includes(role)) return unknownVariant(body, `${path}.role`, role, roles);
  if (role !== 'assistant' && content === undefined) return missingField(body, path, 'content');
  if (Array.isArray(content)) {
    const error = partsError(body, `${path}.content`, content);
    if (error !== null) return error;
  } else if (typeof content !== 'string' && !(role === 'assistant' && (content ?? null) === null)) {
    return wrongType(body, `${path}.content`, content, 'a string');
  }
  if (role === 'tool' && callId === undefined) return missingField(body, path, 'tool_call_id');
  return role === 'assistant' ? callShapeError(body, path, calls) : null;
}

function partsError(body: string, path: string, parts: readonly unknown[]): ErrorReply | null {
  for (const part of parts) {
    const { type, text } = (typeof part === 'object' && part !== null ? part : {}) as Fields;
    if (typeof type !== 'string') return missingField(body, path, 'type');
    if (!partTypes.includes(type)) return unknownVariant(body, path, type, partTypes);
    if (type === 'text' && typeof text !== 'string') return missingField(body, path, 'text');
  }
  return null;
}

function optionError(body: string, fields: Fields): ErrorReply | null {
  const {
    stream_options: streamOptions,
    thinking,
    reasoning_effort: effort,
    response_format: format,
    stop,
  } = fields;
  if (streamOptions !== undefined && streamOptions !== null && typeof streamOptions !== 'object') {
    return wrongType(body, 'stream_options', streamOptions, 'struct StreamOptions');
  }
  if (typeof effort === 'string' && !efforts.includes(effort) && !furtherEfforts.includes(effort)) {
    return unknownVariant(body, 'reasoning_effort', effort, efforts);
  }
  const stops = Array.isArray(stop) ? stop : [stop ?? ''];
  if (!stops.every((one) => typeof one === 'string')) return wrongType(body, 'stop', stop, 'a string');
  return (
    tagError(body, 'thinking', thinking, ['enabled', 'disabled']) ??
    tagError(body, 'response_format', format, ['text', 'json_object', 'json_schema'])
  );
}

/** `{"type": one of some words}` */
function tagError(body: string, name: string, value: unknown, known: readonly string[]): ErrorReply | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'object' || Array.isArray(value)) return wrongType(body, name, value, 'a map');
  const { type } = value as Fields;
  if (type === undefined) return null;
  if (typeof type !== 'string') return wrongType(body, `${name}.type`, type, 'variant identifier');
  return known.includes(type) ? null : unknownVariant(body, `${name}.type`, type, known);
}
