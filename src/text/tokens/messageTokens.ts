import type { ContentPart, Message } from '../../types/Message.js';
import { countTokens } from './countTokens.js';

/** The marks of DeepSeek's template: three round a question, one behind an answer. */
const QUESTION = 3;
const ANSWER = 1;
/** A small picture, at a guess. */
const PART = 256;

/** About how many tokens of input one message is billed, the marks of the template round it included. */
export function messageTokens({ role, content, reasoning_content, tool_calls }: Message): number {
  let tokens = role === 'user' || role === 'tool' ? QUESTION : role === 'assistant' ? ANSWER : 0;
  if (typeof content === 'string') tokens += countTokens(content);
  else for (const part of content ?? []) tokens += partTokens(part);
  // Of earlier thinking the server keeps only what stands between calls of tools.
  if (tool_calls !== undefined)
    tokens += countTokens(`${reasoning_content ?? ''}${JSON.stringify(tool_calls)}`);
  return tokens;
}

function partTokens({ text }: ContentPart): number {
  return typeof text === 'string' ? countTokens(text) : PART;
}
