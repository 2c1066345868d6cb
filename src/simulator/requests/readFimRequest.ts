import { type ErrorReply, wrongValue } from '../ErrorReply.js';
import { rangeError } from './chatValueError.js';
import { type Fields, missingField, parseJson, wrongType } from './parseJson.js';
import {
  type ChatRequest,
  contextError,
  type RequestRules,
  readStop,
  unknownModel,
} from './readChatRequest.js';
import { plainRequest } from './readPromptRequest.js';
import { scalarError } from './scalarError.js';

/** The longest middle that is filled in. */
const maxTokens = 4_096;

const scalars = [
  ['suffix', 'a string'],
  ['echo', 'a boolean'],
  ['logprobs', 'u32'],
  ['max_tokens', 'u32'],
  ['stream', 'a boolean'],
  ['temperature', 'f32'],
  ['top_p', 'f32'],
] as const;

/** Reads and checks a body of `POST /beta/completions`: what stands before and after is one text, and nothing is thought. */
export function readFimRequest(body: string, { models }: RequestRules): ChatRequest | ErrorReply {
  const parsed = parseJson(body);
  if (!('fields' in parsed)) return parsed;
  const { fields } = parsed;
  const { model: asked, prompt, suffix, stop } = fields;
  if (asked === undefined) return missingField(body, '', 'model');
  if (typeof asked !== 'string') return wrongType(body, 'model', asked, 'a string');
  if (prompt === undefined) return missingField(body, '', 'prompt');
  if (typeof prompt !== 'string') return wrongType(body, 'prompt', prompt, 'a string');
  const wrong = scalarError(body, fields, scalars) ?? rangeError(fields, maxTokens) ?? logprobsError(fields);
  if (wrong !== null) return wrong;
  const model = models.get(asked);
  if (model === undefined) return unknownModel(asked);
  const texts = typeof suffix === 'string' ? [prompt, suffix] : [prompt];
  const text = texts.join('\n');
  const max = (fields.max_tokens as number | null | undefined) ?? maxTokens;
  const overflow = contextError(text, max);
  if (overflow !== null) return overflow;
  return {
    ...plainRequest,
    model,
    texts,
    text,
    last: prompt,
    stream: fields.stream === true,
    includeUsage: (fields.stream_options as Fields | null | undefined)?.include_usage === true,
    maxTokens: max,
    stop: readStop(stop),
    topLogprobs: (fields.logprobs as number | null | undefined) ?? null,
    prefix: prompt,
    echoes: fields.echo === true,
  };
}

function logprobsError({ logprobs }: Fields): ErrorReply | null {
  if (logprobs == null || ((logprobs as number) >= 0 && (logprobs as number) <= 20)) return null;
  return wrongValue('Invalid logprobs value, the valid range of logprobs is [0, 20]');
}
