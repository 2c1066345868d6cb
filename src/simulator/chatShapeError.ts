import { type ErrorReply, wrongShape } from './ErrorReply.js';
import { type Fields, missingField, wrongType } from './parseJson.js';
import { readLikeSerde, serdePlace } from './serdeJson.js';

const roles = ['system', 'user', 'assistant', 'tool', 'latest_reminder'];

/** What the service's reader would say of a chat body whose fields are missing or of the wrong type. */
export function chatShapeError(body: string, fields: Fields): ErrorReply | null {
  const { messages, model, stream, stream_options: streamOptions } = fields;
  if (messages === undefined) return missingField(body, '', 'messages');
  if (!Array.isArray(messages)) return wrongType(body, 'messages', messages, 'a sequence');
  for (let index = 0; index < messages.length; index++) {
    const message: unknown = messages[index];
    const path = `messages[${index}]`;
    if (typeof message !== 'object' || message === null || Array.isArray(message)) {
      return wrongType(body, path, message, 'internally tagged enum ChatCompletionRequestMessage');
    }
    const { role, content } = message as Fields;
    if (role === undefined) return missingField(body, path, 'role');
    if (typeof role !== 'string') return wrongType(body, `${path}.role`, role, 'variant identifier');
    if (!roles.includes(role)) {
      const end = readLikeSerde(body).spans.get(`${path}.role`)?.end ?? body.length;
      const known = roles.map((name) => `\`${name}\``).join(', ');
      return wrongShape(
        `${path}.role: unknown variant \`${role}\`, expected one of ${known}${serdePlace(body, end)}`,
      );
    }
    if (role !== 'assistant' && content === undefined) return missingField(body, path, 'content');
    if (content !== undefined && content !== null && typeof content !== 'string' && !Array.isArray(content)) {
      return wrongType(body, `${path}.content`, content, 'a string');
    }
  }
  if (model === undefined) return missingField(body, '', 'model');
  if (typeof model !== 'string') return wrongType(body, 'model', model, 'a string');
  if (stream !== undefined && stream !== null && typeof stream !== 'boolean') {
    return wrongType(body, 'stream', stream, 'a boolean');
  }
  if (streamOptions !== undefined && streamOptions !== null && typeof streamOptions !== 'object') {
    return wrongType(body, 'stream_options', streamOptions, 'struct StreamOptions');
  }
  for (const name of ['temperature', 'top_p'] as const) {
    const value = fields[name];
    if (value !== undefined && value !== null && typeof value !== 'number') {
      return wrongType(body, name, value, 'f32');
    }
  }
  const maxTokens = fields.max_tokens;
  if (maxTokens !== undefined && maxTokens !== null && !Number.isInteger(maxTokens)) {
    return wrongType(body, 'max_tokens', maxTokens, 'u32');
  }
  const userId = fields.user_id;
  if (userId !== undefined && userId !== null && typeof userId !== 'string') {
    return wrongType(body, 'user_id', userId, 'a string');
  }
  return null;
}
