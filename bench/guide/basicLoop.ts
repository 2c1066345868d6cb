import { ask } from './ask.js';
import type { Program } from './Program.js';

/** The guide's basic loop: one prompt after the other, each in a try/except. */
export const basicLoop: Program = async ([url = ''], prompts, answered) => {
  for (const prompt of prompts) {
    try {
      await ask(url, prompt);
      answered(0);
    } catch {
      // `print(f"Error: {e}")`, and on to the next.
      answered(undefined);
    }
  }
};
