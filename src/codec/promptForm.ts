import { ConfigError } from '../errors/ConfigError.js';
import type { Codec, WireReply } from '../types/Codec.js';
import type { Prompt } from '../types/Prompt.js';
import { badResponse } from './badResponse.js';
import { textOf } from './chatWire.js';
import { parseAnswer } from './parseAnswer.js';
import { messageOfJson } from './serverMessage.js';
import { inBandError } from './statusError.js';

/** Options of {@link promptForm}. */
export interface PromptFormOptions {
  /**
   * Where the reply stands; a dot goes one level down, a number into a list (`data.0.text`). Of several the first
   * that holds a text counts. Default `['summary', 'reply']`.
   */
  readonly replyField?: string | readonly string[];
  /** Appended to the base URL. Default none. */
  readonly path?: string;
}

/**
 * The plain form: POST `{"prompt": text, ...parameters}`, the reply in one field of a JSON object. It reports no
 * usage and cannot stream. The messages of a prompt are sent as one text, a blank line between them.
 */
export function promptForm({ replyField = ['summary', 'reply'], path = '' }: PromptFormOptions = {}): Codec {
  const fields = typeof replyField === 'string' ? [replyField] : replyField;
  if (fields.length === 0 || fields.some((field) => field === '')) {
    throw new ConfigError(
      `expected replyField to name at least one field, got ${JSON.stringify(replyField)}`,
    );
  }
  const paths = fields.map((field) => field.split('.'));

  return {
    name: `prompt ${fields.join(' ')}`,
    path,
    canStream: false,
    encode: encodeForm,
    decode: (body, requestedModel) => {
      const answer = parseAnswer(body);
      for (const path of paths) {
        const text = valueAt(answer, path);
        if (typeof text === 'string') return replyOf(text, requestedModel);
      }
      if (answer.error != null) throw inBandError(messageOfJson(answer), body);
      throw badResponse(`the answer has no text in ${fields.join(' or ')}`, body, 'form');
    },
    decodeStream: () => {
      throw new TypeError('the prompt form cannot stream');
    },
  };
}

function encodeForm(prompt: Prompt, defaults: Prompt['params']): string {
  const body: Record<string, unknown> = {
    prompt: prompt.messages.map(({ content }) => textOf(content)).join('\n\n'),
  };
  for (const params of [defaults, prompt.params]) {
    for (const name in params) {
      if (name === 'prompt') continue;
      // JSON.stringify leaves `undefined` out.
      body[name] = params[name] ?? undefined;
    }
  }
  return JSON.stringify(body);
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  let at = value;
  for (const name of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined;
    at = (at as Readonly<Record<string, unknown>>)[name];
  }
  return at;
}

function replyOf(text: string, model: string): WireReply {
  return {
    text,
    reasoning: null,
    toolCalls: null,
    finishReason: 'stop',
    rawFinishReason: null,
    model,
    usage: null,
  };
}
