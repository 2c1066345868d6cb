import type { Fields } from './parseJson.js';

/**
 * What each message puts into the context. Thoughts and calls of earlier turns count where the service puts them back:
 * calls always, thoughts when they `count`.
 */
export function messageTexts(messages: readonly Fields[], thoughtsCount: boolean): string[] {
  return messages.map((message) => {
    const content = contentText(message.content);
    if (message.role !== 'assistant') return content;
    const thoughts =
      thoughtsCount && typeof message.reasoning_content === 'string' ? message.reasoning_content : '';
    return thoughts + content + callsText(message.tool_calls);
  });
}

/** The text of a message's content; images and files are not counted. */
export function contentText(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part: Fields | null) => (typeof part?.text === 'string' ? part.text : '')).join('\n');
}

/** Calls as the context has them, however the client spaces their arguments. */
export function callsText(calls: unknown): string {
  if (!Array.isArray(calls)) return '';
  return calls
    .map((call: Fields | null) => {
      const called = call?.function as Fields | null | undefined;
      return `\n${called?.name}${normalised(called?.arguments)}`;
    })
    .join('');
}

function normalised(json: unknown): string {
  try {
    return JSON.stringify(JSON.parse(String(json)));
  } catch {
    return String(json);
  }
}
