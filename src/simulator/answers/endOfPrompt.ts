import { tenthsOf } from '../context/ContextScan.js';
import type { ChatRequest } from '../requests/readChatRequest.js';

/** A request as a server reads it that keeps only the last tokens of a prompt, and says nothing of it. */
export function endOfPrompt(asked: ChatRequest, tokens: number): ChatRequest {
  let room = tokens * 10;
  const texts: string[] = [];
  for (let index = asked.texts.length - 1; index >= 0 && room > 0; index--) {
    const text = asked.texts[index]!;
    let from = text.length;
    while (from > 0 && room > 0) room -= tenthsOf(text.charCodeAt(--from));
    texts.unshift(text.slice(from));
  }
  return { ...asked, texts, text: texts.join('\n'), last: texts[texts.length - 1]! };
}
