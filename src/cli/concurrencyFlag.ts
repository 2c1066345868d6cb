import { numberFlag, numberWords } from './numberFlag.js';
import { parsedFlag } from './parsedFlag.js';

const COUNT = { min: 1, integer: true } as const;
const count = numberFlag(COUNT);

/** Calls at once: so many, or as many as the account turns out to carry. */
export type Concurrency = number | 'auto';

/** Reads `--concurrency`. */
export const concurrencyFlag = parsedFlag<Concurrency>(
  `auto, or ${numberWords(COUNT)}`,
  (text) => {
    if (text === 'auto') return text;
    try {
      return count(text);
    } catch {
      return undefined;
    }
  },
  { orNumber: true },
);
