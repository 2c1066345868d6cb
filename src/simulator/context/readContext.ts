import type { ChatAnswer } from '../answers/ChatAnswer.js';
import { callsText } from '../requests/messageTexts.js';
import type { ChatRequest } from '../requests/readChatRequest.js';
import type { ContextCache } from './ContextCache.js';
import { ContextScan, type Prefix, unitTokens } from './ContextScan.js';

/** What the template adds for thinking (18 against 97 tokens recorded) and, round their JSON, for tools. */
const thinkingTokens = 79;
const toolsTokens = 220;

/** The input of a request as the model reads it. */
export interface Context {
  readonly scan: ContextScan;
  readonly inputEnd: Prefix | undefined;
}

/** Reads the input of a request: tools, then messages. */
export function readContext(request: ChatRequest, seed: number): Context {
  const { toolsText, texts, thinking } = request;
  const scan = new ContextScan(seed, (thinking ? thinkingTokens : 0) + (toolsText === '' ? 0 : toolsTokens));
  if (toolsText !== '') scan.add(`${toolsText}\n`);
  for (let index = 0; index < texts.length; index++) {
    if (index > 0) scan.add('\n');
    scan.add(texts[index]!);
    scan.endMessage();
  }
  return { scan, inputEnd: scan.ends.at(-1) };
}

/** Puts the answer behind the input, as the next request of the conversation will, and both into the cache. */
export function rememberAnswer(
  { scan, inputEnd }: Context,
  request: ChatRequest,
  answer: ChatAnswer,
  cache: ContextCache,
  now: number,
): void {
  if (scan.tokens + answer.completionTokens < unitTokens) return;
  // Thoughts come back with tools only: without, no later request has this output as its prefix.
  const comesBack = request.prefix === null && (!request.thinking || request.toolsText !== '');
  if (comesBack) {
    const calls = answer.toolCalls.map(({ name, arguments: given }) => ({
      function: { name: unescaped(name), arguments: unescaped(given.escaped) },
    }));
    const thoughts = answer.reasoning === null ? '' : unescaped(answer.reasoning.escaped);
    scan.add(`\n${thoughts}${unescaped(answer.content.escaped)}${callsText(calls)}`);
    scan.endMessage();
  }
  cache.remember(scan, inputEnd, comesBack ? scan.ends.at(-1) : undefined, saltOf(request), now);
}

function unescaped(escaped: string): string {
  return escaped.includes('\\') ? (JSON.parse(`"${escaped}"`) as string) : escaped;
}

/** Tells apart whose context it is, and who reads it; modes of thinking differ by their template. */
export function saltOf({ model, userId }: ChatRequest): number {
  const text = `${model} ${userId}`;
  let salt = 0x811c9dc5;
  for (let index = 0; index < text.length; index++)
    salt = Math.imul(salt ^ text.charCodeAt(index), 0x01000193);
  return salt;
}
