import type { AnswerCheck, Checked } from '../../types/AnswerCheck.js';
import type { Reply } from '../../types/Reply.js';

/** The function that a model calls to answer, where answers are asked for as calls of a strict tool. */
export const ANSWER_TOOL = 'answer';

/** The text of a reply that is to be checked: the arguments of the answering call, or what it says. */
export function textToCheck({ text, toolCalls }: Reply): string {
  return toolCalls?.find(({ function: called }) => called.name === ANSWER_TOOL)?.function.arguments ?? text;
}

/** What `check` says of a reply. One that was cut is not even read: what is there of it may fit by chance. */
export function checkReply(reply: Reply, check: AnswerCheck): Checked {
  if (reply.finishReason !== 'length') return check(textToCheck(reply));
  return { ok: false, problems: ['the answer was cut at the limit of its length (max_tokens)'] };
}

/** The reply with what its text says; `undefined` when it does not fit. */
export function readReply<T>(reply: T & Reply, check: AnswerCheck): T | undefined {
  const checked = checkReply(reply, check);
  return checked.ok ? { ...reply, json: checked.value } : undefined;
}
