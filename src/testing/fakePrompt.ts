import type { Prompt } from '../types/Prompt.js';

/** A prompt with one user message; its id is `p<seq>` unless you say otherwise. */
export function fakePrompt(text: string, seq = 0, but: Partial<Prompt> = {}): Prompt {
  return { id: `p${seq}`, seq, messages: [{ role: 'user', content: text }], ...but };
}
