import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import { ask } from './ask.js';
import type { Program } from './Program.js';

const TRIES = 3;

/** Its asyncio form: a semaphore of ten, three tries with 4 to 10 s between them, and `gather` over all of it. */
export const asyncio: Program = (urls, prompts, answered) => asyncioOf(10)(urls, prompts, answered);

/** The same with a semaphore of another size. */
export const asyncioOf =
  (atOnce: number): Program =>
  async ([url = ''], prompts, answered) => {
    const semaphore = pLimit(atOnce);
    const one = async (prompt: string) => {
      for (let attempt = 1; ; attempt++) {
        try {
          await ask(url, prompt);
          answered(0);
          return;
        } catch {
          if (attempt === TRIES) {
            answered(undefined);
            return;
          }
          await sleep(Math.min(10_000, 4_000 * 2 ** (attempt - 1)));
        }
      }
    };
    await Promise.all(Array.from(prompts, (prompt) => semaphore(() => one(prompt))));
  };
