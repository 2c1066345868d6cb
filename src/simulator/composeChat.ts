import { type AnswerBook, cutTokens, type TextLength, type TokenText, toTokenText } from './AnswerBook.js';
import type { ChatAnswer } from './ChatAnswer.js';
import type { ContextCache } from './ContextCache.js';
import { composeToolCall, type ToolCallText } from './composeToolCall.js';
import { measurePrompt } from './measurePrompt.js';
import { promptTopic } from './promptTopic.js';
import type { ChatRequest } from './readChatRequest.js';
import { SeededRandom } from './SeededRandom.js';

/** What answers are made from. */
export interface Composer {
  readonly seed: number;
  readonly book: AnswerBook;
  readonly cache: ContextCache;
  readonly answerLength: TextLength;
  readonly reasoningLength: TextLength;
}

/** The template round a message, and the longer one of thinking (18 against 97 tokens recorded). */
const messageTokens = 3;
const thinkingTokens = 79;

/** The answer to a request: the same text for the same prompt and seed, whoever asks and how often. */
export function composeChat(
  request: ChatRequest,
  composer: Composer,
  id: string,
  created: number,
): ChatAnswer {
  const { seed, book } = composer;
  const prompt = measurePrompt(request.text, seed);
  const random = new SeededRandom(prompt.hash);
  const topic = promptTopic(request.last, prompt.chinese);
  const { maxTokens, thinking } = request;

  let reasoning: TokenText | null = null;
  if (thinking) {
    const { medianTokens, sigma } = composer.reasoningLength;
    const length = { medianTokens: medianTokens * (effortFactor[request.effort] ?? 1), sigma };
    reasoning = book.text(
      'reasoning',
      prompt.chinese,
      topic,
      new SeededRandom(~prompt.hash),
      length,
      maxTokens,
    );
  }
  const reasoningTokens = reasoning?.count ?? 0;
  // The end of thinking is a token too.
  const left = thinking ? Math.max(0, maxTokens - reasoningTokens - 1) : maxTokens;
  let content = book.text(
    'answer',
    prompt.chinese,
    topic,
    random,
    composer.answerLength,
    Number.POSITIVE_INFINITY,
  );
  let toolCall: ToolCallText | null = null;
  if (request.tool !== null) {
    toolCall = composeToolCall(request.tool, topic, random);
    content = toTokenText(prompt.chinese ? '我来查一下。' : 'Let me look that up.');
  } else if (request.jsonObject) content = toTokenText(`{"answer": "${content.escaped}"}`);
  if (request.stop.length > 0) content = cutAtStop(content, request.stop);
  // The head of a call is counted as one token.
  const callTokens = toolCall === null ? 0 : toolCall.arguments.count + 1;
  const cut = content.count + callTokens > left || (thinking && left === 0);
  if (cut) {
    content = cutTokens(content.tokens(), left);
    toolCall = null;
  }

  const promptTokens = prompt.tokens + messageTokens * request.messageCount + (thinking ? thinkingTokens : 0);
  const units = request.userId === '' ? prompt : measurePrompt(request.text, seedOf(request.userId, seed));
  return {
    id,
    created,
    model: request.model,
    content,
    reasoning,
    toolCall,
    finishReason: cut ? 'length' : toolCall === null ? 'stop' : 'tool_calls',
    promptTokens,
    cacheHitTokens: composer.cache.hitTokens(units),
    completionTokens: Math.min(
      maxTokens,
      reasoningTokens + (thinking ? 1 : 0) + content.count + (cut ? 0 : callTokens),
    ),
    reasoningTokens,
  };
}

const effortFactor: Readonly<Record<string, number>> = { minimal: 0.4, low: 0.4, max: 3, ultra: 3 };

/** Users never share a cache unit: their ids seed its hashes. */
function seedOf(userId: string, seed: number): number {
  return measurePrompt(userId, seed).hash | 0;
}

function cutAtStop(content: TokenText, stop: readonly string[]): TokenText {
  const text = JSON.parse(`"${content.escaped}"`) as string;
  const found = stop.map((one) => text.indexOf(one)).filter((index) => index >= 0);
  return found.length === 0 ? content : toTokenText(text.slice(0, Math.min(...found)));
}
