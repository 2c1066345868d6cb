import type { Redactor } from '../text/createRedactor.js';
import type { Message } from '../types/Message.js';

const PREVIEW_CHARACTERS = 50;

/** Read for personal data first, and four times as many when so much of them was. */
const READ_CHARACTERS = 200;

/** So near to where the reading ended, a half of something may not have been known for what it is. */
const UNSURE_CHARACTERS = READ_CHARACTERS - PREVIEW_CHARACTERS;

/** The first 50 characters of the last question, without what `redact` finds. Costs the same however long it is. */
export function previewOf(messages: readonly Message[], redact: Redactor): string {
  const question = lastQuestion(messages);
  for (let read = READ_CHARACTERS; read < question.length; read *= 4) {
    const text = redact(question.slice(0, read), {});
    if (text.length - UNSURE_CHARACTERS >= PREVIEW_CHARACTERS) return cut(text);
  }
  return cut(redact(question, {}));
}

function lastQuestion(messages: readonly Message[]): string {
  for (let index = messages.length - 1; index >= 0; index--) {
    const { role, content } = messages[index]!;
    if (role !== 'user' || content == null) continue;
    return typeof content === 'string' ? content : content.map((part) => part.text ?? '').join(' ');
  }
  return '';
}

function cut(text: string): string {
  if (text.length <= PREVIEW_CHARACTERS) return text;
  const last = text.charCodeAt(PREVIEW_CHARACTERS - 1);
  // A pair of surrogates is one character: half of it would be none.
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? PREVIEW_CHARACTERS - 1 : PREVIEW_CHARACTERS);
}
