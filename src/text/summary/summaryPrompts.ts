import type { Message } from '../../types/Message.js';
import type { FailedPart } from '../../types/Outcome.js';
import type { Prompt } from '../../types/Prompt.js';
import { type Language, languageOf } from './languageOf.js';
import { WORDINGS, type Wording } from './wordings.js';

/** Options of {@link summaryPrompts}. */
export interface SummaryOptions {
  /** Asks this about the document, in place of a summary. */
  readonly question?: string;
  /** A system message before each question. Default none. */
  readonly system?: string;
  /** In which the model is asked. Default: Chinese for a text that is mostly Chinese, else English. */
  readonly language?: Language;
}

/** The questions that make a summary of a document, or an answer from it; for `mapReduce`. */
export interface SummaryPrompts {
  map(part: Prompt): readonly Message[];
  reduce(
    texts: readonly string[],
    step: { readonly isFinal: boolean; readonly failed: readonly FailedPart[] },
  ): readonly Message[];
}

/**
 * Questions about the parts of a document, and those that join the answers, in the language of the text: a summary, or
 * the answer to a question of yours.
 *
 * @example
 * fromDocument('book.txt').pipe(mapReduce(complete(client), summaryPrompts()));
 */
export function summaryPrompts({ question, system, language }: SummaryOptions = {}): SummaryPrompts {
  const wordingFor = (text: string) => WORDINGS[language ?? languageOf(text)];
  const say = (instruction: string, text: string): readonly Message[] => {
    const user = { role: 'user', content: `${instruction}\n\n<text>\n${text}\n</text>` };
    return system === undefined ? [user] : [{ role: 'system', content: system }, user];
  };
  return {
    map(part) {
      const content = part.messages.at(-1)?.content;
      const text = typeof content === 'string' ? content : '';
      const isWhole = part.part === undefined || (part.part === 0 && part.isLast === true);
      return say(aboutPart(wordingFor(text), isWhole, question), text);
    },
    reduce(texts, { isFinal, failed }) {
      const wording = wordingFor(question ?? texts.join('\n'));
      const telling = texts.filter((text) => !saysNothing(text));
      // Somebody has to say that there is nothing.
      const kept = telling.length === 0 ? texts.slice(0, 1) : telling;
      const missing =
        isFinal && failed.length > 0 ? [wording.missing(failed.map(({ part }) => part + 1).join(', '))] : [];
      return say(toJoin(wording, isFinal, question), [...kept, ...missing].join('\n\n'));
    },
  };
}

function aboutPart({ whole, part, askWhole, askPart }: Wording, isWhole: boolean, question?: string): string {
  if (question === undefined) return isWhole ? whole : part;
  return (isWhole ? askWhole : askPart)(question);
}

function toJoin({ some, all, askSome, askAll }: Wording, isFinal: boolean, question?: string): string {
  if (question === undefined) return isFinal ? all : some;
  return (isFinal ? askAll : askSome)(question);
}

/** Whether a part had nothing to say to the question; without one, no text is as short as that. */
function saysNothing(text: string): boolean {
  const words = text.trim().replace(/[.。!*"'`]+/g, '');
  return Object.values(WORDINGS).some(({ nothing }) => words === nothing);
}
