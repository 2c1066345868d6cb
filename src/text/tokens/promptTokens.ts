import type { Params } from '../../types/Params.js';
import type { Prompt } from '../../types/Prompt.js';
import { countTokens } from './countTokens.js';
import { messageTokens } from './messageTokens.js';

/** The mark at the beginning of DeepSeek's template. */
const BEGIN = 1;
/** What asks for thinking: 97 tokens billed where the same question without it had 18. */
const THINKING = 79;

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
