import { SeededRandom } from '../SeededRandom.js';
import { chinese, chineseReasoning, english, englishReasoning, type SentencePatterns } from './sentences.js';
import { splitTokens } from './splitTokens.js';

/** A text as its tokens, each already escaped for a JSON string. */
export interface TokenText {
  /** The whole, escaped; with `tokens` joined it is the same. */
  readonly escaped: string;
  readonly count: number;
  /** The tokens; computed when asked, since whole answers don't need them. */
  tokens(): readonly string[];
}

/** How long the made-up texts are. */
export interface TextLength {
  readonly medianTokens: number;
  readonly sigma: number;
}

interface Sentence {
  readonly escaped: string;
  readonly tokens: readonly string[];
}

interface Chapter {
  readonly openings: readonly (readonly [before: Sentence, after: Sentence])[];
  readonly sentences: readonly Sentence[];
}

/** Sentences kept ready for each language. */
const ready = 256;

/**
 * Made-up answers, English or Chinese, that depend on the prompt alone. All sentences are written, cut into
 * tokens and escaped beforehand; an answer is a handful of look-ups.
 */
export class AnswerBook {
  readonly #chapters: Readonly<Record<'answer' | 'reasoning', readonly [Chapter, Chapter]>>;

  constructor(seed: number) {
    const random = new SeededRandom(seed);
    this.#chapters = {
      answer: [write(english, random), write(chinese, random)],
      reasoning: [write(englishReasoning, random), write(chineseReasoning, random)],
    };
  }

  /** A text on `topic`, chosen by `random`, cut after `maxTokens`. */
  text(
    kind: 'answer' | 'reasoning',
    inChinese: boolean,
    topic: string,
    random: SeededRandom,
    length: TextLength,
    maxTokens: number,
  ): TokenText {
    const chapter = this.#chapters[kind][inChinese ? 1 : 0];
    const wanted = Math.min(32_768, random.lognormal(length.medianTokens, length.sigma));
    const [before, after] = chapter.openings[random.below(chapter.openings.length)]!;
    const subject = sentence(topic);
    const parts = [before, subject, after];
    let escaped = before.escaped + subject.escaped + after.escaped;
    let count = before.tokens.length + subject.tokens.length + after.tokens.length;
    while (count < wanted) {
      const next = chapter.sentences[random.below(ready)]!;
      parts.push(next);
      escaped += next.escaped;
      count += next.tokens.length;
    }
    const tokens = () => parts.flatMap((part) => part.tokens);
    return count <= maxTokens ? { escaped, count, tokens } : cutTokens(tokens(), maxTokens);
  }
}

/** The first `maxTokens` of a text. */
export function cutTokens(tokens: readonly string[], maxTokens: number): TokenText {
  const kept = tokens.slice(0, maxTokens);
  return { escaped: kept.join(''), count: kept.length, tokens: () => kept };
}

/** Any text as tokens. */
export function toTokenText(text: string): TokenText {
  return cutTokens(sentence(text).tokens, Number.POSITIVE_INFINITY);
}

function sentence(text: string): Sentence {
  const tokens = splitTokens(text).map((token) => JSON.stringify(token).slice(1, -1));
  return { escaped: tokens.join(''), tokens };
}

function write(from: SentencePatterns, random: SeededRandom): Chapter {
  const pick = <T>(list: readonly T[]): T => list[random.below(list.length)]!;
  return {
    openings: from.openings.map((opening) => {
      const [before = '', after = ''] = opening.split('{topic}');
      return [sentence(before), sentence(after)];
    }),
    sentences: Array.from({ length: ready }, () =>
      sentence(
        pick(from.patterns).replace(/\{(\w+)\}/g, (_, name: string) => pick(from.words[name] ?? [name])),
      ),
    ),
  };
}
