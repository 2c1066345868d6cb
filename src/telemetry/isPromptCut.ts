import { promptTokens } from '../text/tokens/promptTokens.js';
import type { Answer } from '../types/Outcome.js';

/** Prompts of so many bytes fit everywhere. */
const SHORT = 1_500;
/** English, Chinese and code have 3.5 to 5 bytes to a token. */
const BYTES_PER_TOKEN = 6.5;
/** Less than that share of our own count is no difference between tokenizers. */
const SHARE = 0.7;

/**
 * Whether the server cut the prompt without a word, as some do with one that is longer than they read: it counted far
 * fewer tokens than the prompt has. Tokens are counted only where its bytes already say so.
 */
export function isPromptCut({ prompt, usage, cached }: Answer): boolean {
  if (cached !== null || usage === null) return false;
  let bytes = 0;
  for (const { content } of prompt.messages) {
    if (typeof content === 'string') bytes += Buffer.byteLength(content);
    else for (const part of content ?? []) bytes += Buffer.byteLength(part.text ?? '');
  }
  if (bytes <= SHORT || bytes <= usage.promptTokens * BYTES_PER_TOKEN) return false;
  return usage.promptTokens < promptTokens(prompt, undefined, false) * SHARE;
}
