import type { ContentPart, Message } from '../../types/Message.js';
import type { Params } from '../../types/Params.js';
import type { Prompt } from '../../types/Prompt.js';
import { countTokens } from './countTokens.js';

/** The marks of DeepSeek's template: one at the beginning, three round a question, one behind an answer. */
const BEGIN = 1;
const QUESTION = 3;
const ANSWER = 1;
/** What asks for thinking: 97 tokens billed where the same question without it had 18. */
const THINKING = 79;
/** A small picture, at a guess. */
const PART = 256;

/**
 * About how many tokens of input a prompt is billed, template included. Good for estimates, never for a bound.
 *
 * @param thinking Whether the model is asked to think first.
 */
export function promptTokens(
  { messages, params }: Prompt,
  defaults: Params | undefined,
  thinking: boolean,
): number {
  let tokens = BEGIN + (thinking ? THINKING : 0);
  for (const message of messages) tokens += messageTokens(message);
  const tools = params?.tools ?? defaults?.tools;
  if (tools != null) tokens += countTokens(JSON.stringify(tools));
  return tokens;
}

function messageTokens({ role, content, reasoning_content, tool_calls }: Message): number {
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
