import type { Prompt } from '../../src/types/Prompt.js';

/** A prompt to test with. */
export function aPrompt(fields: Partial<Prompt> = {}): Prompt {
  return { id: 'line-1', seq: 0, messages: [{ role: 'user', content: 'Why is the sky blue?' }], ...fields };
}
