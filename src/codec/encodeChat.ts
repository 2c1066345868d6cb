import { isQuestion } from '../text/isQuestion.js';
import { textJson } from '../text/textJson.js';
import type { Params } from '../types/Params.js';
import type { Prompt } from '../types/Prompt.js';

/** Writes the JSON body of a chat request. */
export type ChatEncoder = (prompt: Prompt, defaults: Params | undefined, stream: boolean) => string;

/** Set by us, whatever the parameters say; `stream_options` is refused by servers when nothing is streamed. */
const ours = new Set(['messages', 'stream', 'stream_options']);

/**
 * Messages are written for each prompt, everything else only when it differs from the prompt before. A parameter
 * that is `null` or `undefined` is left out; in a prompt it takes the default of the route away.
 */
export function createChatEncoder(): ChatEncoder {
  let lastDefaults: Params | undefined;
  let lastStream: boolean | undefined;
  let lastTail = '';

  return (prompt, defaults, stream) => {
    if (prompt.params !== undefined) return head(prompt) + tailOf(merge(defaults, prompt.params), stream);
    if (stream !== lastStream || defaults !== lastDefaults) {
      lastTail = tailOf(merge(defaults, undefined), stream);
      lastDefaults = defaults;
      lastStream = stream;
    }
    return head(prompt) + lastTail;
  };
}

function head({ messages }: Prompt): string {
  const [first] = messages;
  return first !== undefined && messages.length === 1 && isQuestion(first)
    ? `{"messages":[{"role":"user","content":${textJson(first.content)}}]`
    : `{"messages":${JSON.stringify(messages)}`;
}

function tailOf(params: Readonly<Record<string, unknown>>, stream: boolean): string {
  const fields = JSON.stringify(params).slice(1, -1);
  const streaming = stream ? ',"stream":true,"stream_options":{"include_usage":true}' : '';
  return `${fields === '' ? '' : `,${fields}`}${streaming}}`;
}

function merge(defaults: Params | undefined, own: Params | undefined): Record<string, unknown> {
  const merged: Record<string, unknown> = {};
  for (const params of [defaults, own]) {
    for (const name in params) {
      const value = params[name];
      if (value == null) delete merged[name];
      else if (!ours.has(name)) merged[name] = value;
    }
  }
  return merged;
}
