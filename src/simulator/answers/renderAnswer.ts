import type { ChatRequest } from '../requests/readChatRequest.js';
import type { AnswerKind } from '../requests/readRequest.js';
import { type ChatAnswer, streamEvents, wholeBody } from './ChatAnswer.js';
import { fimBody, fimEvents } from './fimBody.js';
import { ResponseWriter } from './ResponseWriter.js';

/** An answer in the form of its endpoint: the whole, or the events of a stream. */
export function renderAnswer(
  kind: AnswerKind,
  answer: ChatAnswer,
  asked: ChatRequest,
  replyField: string,
  newId: () => string,
): readonly string[] {
  if (asked.response !== null) {
    const writer = new ResponseWriter(answer, asked.response, newId);
    return asked.stream ? writer.events() : [writer.body()];
  }
  if (kind === 'prompt') return [`{${JSON.stringify(replyField)}:"${answer.content.escaped}"}`];
  if (kind === 'fim') {
    const echo = asked.echoes ? JSON.stringify(asked.last).slice(1, -1) : '';
    return asked.stream ? fimEvents(answer, echo, asked.includeUsage) : [fimBody(answer, echo)];
  }
  return asked.stream ? streamEvents(answer, asked.includeUsage) : [wholeBody(answer)];
}
