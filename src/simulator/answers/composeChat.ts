import type { ContextCache } from '../context/ContextCache.js';
import { readContext, rememberAnswer, saltOf } from '../context/readContext.js';
import type { ChatRequest } from '../requests/readChatRequest.js';
import { SeededRandom } from '../SeededRandom.js';
import { type AnswerBook, cutTokens, type TextLength, type TokenText, toTokenText } from './AnswerBook.js';
import type { ChatAnswer } from './ChatAnswer.js';
import { composeJson } from './composeJson.js';
import { composeToolCall } from './composeToolCall.js';
import { cutToRoom } from './cutToRoom.js';
import { promptTopic } from './promptTopic.js';
import { ValueSampler } from './ValueSampler.js';

/** What answers are made from. */
export interface Composer {
  readonly seed: number;
  readonly book: AnswerBook;
  readonly cache: ContextCache;
  readonly answerLength: TextLength;
  readonly reasoningLength: TextLength;
  /** Share of JSON answers that are empty, and what draws them: a second try may have better luck. */
  readonly emptyJsonRate: number;
  readonly random: SeededRandom;
}

const noText = toTokenText('');
const effortFactor: Readonly<Record<string, number>> = { minimal: 0.4, low: 0.4, max: 3, ultra: 3 };

/**
 * The answer to a request: the same text for the same prompt and seed, whoever asks and how often.
 *
 * @param now Milliseconds by the simulator's clock.
 */
export function composeChat(request: ChatRequest, composer: Composer, id: string, now: number): ChatAnswer {
  const { book, cache } = composer;
  const { maxTokens, thinking, prefix } = request;
  const context = readContext(request, composer.seed);
  const { hash, chinese, tokens } = context.scan;
  const cached = context.inputEnd === undefined ? 0 : cache.hitTokens(context.scan, saltOf(request), now);
  const topic = promptTopic(request.last, chinese);

  // An answer that has begun is not thought about any more.
  const thinks = thinking && (prefix === null || prefix === '');
  const reasoning = thinks
    ? book.text(
        'reasoning',
        chinese,
        topic,
        new SeededRandom(~hash),
        reasoningLength(request, composer),
        maxTokens,
      )
    : noText;
  // The end of thinking is a token too.
  const left = thinks ? Math.max(0, maxTokens - reasoning.count - 1) : maxTokens;
  const random = new SeededRandom(hash);
  const text = book.text('answer', chinese, topic, random, composer.answerLength, Number.POSITIVE_INFINITY);
  const calls = request.calls.map((called, index) => composeToolCall(called, index, topic, random));
  const content = cutAtStop(contentOf(request, composer, text, topic, chinese, random), request.stop);
  const fitting = cutToRoom(content, calls, left);
  const cut = fitting.cut || (thinks && left === 0);
  const answer: ChatAnswer = {
    id,
    created: Math.floor(now / 1_000),
    model: request.model,
    content: fitting.content,
    reasoning: thinking ? reasoning : null,
    toolCalls: fitting.calls,
    finishReason: cut ? 'length' : fitting.calls.length === 0 ? 'stop' : 'tool_calls',
    promptTokens: tokens,
    cacheHitTokens: cached,
    completionTokens: Math.min(maxTokens, reasoning.count + (thinks ? 1 : 0) + fitting.count),
    reasoningTokens: reasoning.count,
    logprobs: request.topLogprobs === null ? null : { seed: hash ^ 0x5bd1e995, top: request.topLogprobs },
  };
  rememberAnswer(context, request, answer, cache, now);
  return answer;
}

function reasoningLength(
  { effort }: ChatRequest,
  { reasoningLength: { medianTokens, sigma } }: Composer,
): TextLength {
  return { medianTokens: medianTokens * (effortFactor[effort] ?? 1), sigma };
}

function contentOf(
  request: ChatRequest,
  composer: Composer,
  text: TokenText,
  topic: string,
  chinese: boolean,
  random: SeededRandom,
): TokenText {
  if (request.calls.length > 0) {
    if (request.mustCall || random.share() < 0.5) return noText;
    return toTokenText(chinese ? '我来查一下。' : 'Let me look that up.');
  }
  if (request.json === 'blank')
    return cutTokens(new Array(request.maxTokens + 1).fill('\\n'), request.maxTokens + 1);
  if (request.schema !== null) {
    const value = new ValueSampler(request.schema, topic, random).sample();
    return toTokenText(JSON.stringify(value, null, 2));
  }
  if (request.json === 'no') return text;
  const { emptyJsonRate } = composer;
  if (emptyJsonRate > 0 && composer.random.share() < emptyJsonRate) return noText;
  const sentence = JSON.parse(`"${text.escaped}"`) as string;
  return toTokenText(composeJson(request.text, topic, sentence, random));
}

function cutAtStop(content: TokenText, stop: readonly string[]): TokenText {
  if (stop.length === 0) return content;
  const text = JSON.parse(`"${content.escaped}"`) as string;
  const found = stop.map((one) => text.indexOf(one)).filter((index) => index >= 0);
  return found.length === 0 ? content : toTokenText(text.slice(0, Math.min(...found)));
}
