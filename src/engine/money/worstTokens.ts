import type { Message } from '../../types/Message.js';
import type { Params } from '../../types/Params.js';
import type { Prompt } from '../../types/Prompt.js';
import type { ModelTerms } from './PriceTable.js';

/** More than any template adds by itself: the longest known, of thinking at its highest effort, has 79 tokens. */
const TEMPLATE_TOKENS = 256;
/** The same round one message, and for the instructions that come with tools. */
const MESSAGE_TOKENS = 16;
const TOOLS_TOKENS = 1_024;
/** Tools and their calls are written anew, longer than their JSON: a short argument takes 16 tokens where it had 6 bytes. */
const STRUCTURE_FACTOR = 4;

/** Tokens that a call may take at most; a field is `undefined` when nothing bounds it. */
export interface WorstTokens {
  readonly input: number | undefined;
  readonly output: number | undefined;
}

/**
 * Bounds a call's tokens without a tokenizer: no token of text is shorter than a byte, and no answer longer than
 * `max_tokens`, or without it than the model's maximum. What is no text (an image, a file) may fill the whole context.
 */
export function worstTokens(
  { messages, params }: Prompt,
  defaults: Params | undefined,
  { maxOutputTokens, contextTokens }: ModelTerms,
): WorstTokens {
  let input: number | undefined = TEMPLATE_TOKENS;
  for (const message of messages) {
    const tokens = tokensOfMessage(message);
    input = tokens === undefined || input === undefined ? undefined : input + tokens;
  }
  for (const field of ['tools', 'functions', 'response_format']) {
    const value = paramOf(field, params, defaults);
    if (value != null && input !== undefined) input += TOOLS_TOKENS + structureOf(value);
  }
  if (contextTokens !== undefined) input = Math.min(input ?? contextTokens, contextTokens);

  const answers = numberOf(paramOf('n', params, defaults)) ?? 1;
  const output = numberOf(paramOf('max_tokens', params, defaults)) ?? maxOutputTokens;
  return { input, output: output === undefined ? undefined : output * Math.max(1, answers) };
}

function tokensOfMessage(message: Message): number | undefined {
  let tokens = MESSAGE_TOKENS;
  for (const field in message) {
    const value = message[field];
    if (typeof value === 'string') tokens += Buffer.byteLength(value);
    else if (field === 'content' && Array.isArray(value)) {
      for (const part of value) {
        if (part?.type !== 'text' || typeof part.text !== 'string') return undefined;
        tokens += MESSAGE_TOKENS + Buffer.byteLength(part.text);
      }
    } else if (value != null) tokens += structureOf(value);
  }
  return tokens;
}

function structureOf(value: unknown): number {
  return STRUCTURE_FACTOR * Buffer.byteLength(JSON.stringify(value) ?? '');
}

/** A prompt's own wins; one that is null takes the default away. */
function paramOf(name: string, own: Params | undefined, defaults: Params | undefined): unknown {
  return own !== undefined && own[name] !== undefined ? own[name] : defaults?.[name];
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && value > 0 ? value : undefined;
}
