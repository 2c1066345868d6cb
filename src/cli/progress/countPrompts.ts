import { statSync } from 'node:fs';
import { eachLine } from '../../journal/eachLine.js';

/** A count that may be given up. */
export interface PromptCount {
  /** `null` when the file does not tell: it is packed, no regular one, or cannot be read. */
  readonly prompts: Promise<number | null>;
  stop(): void;
}

const BLANK = 32;
/** How gzip and zstd begin, and no text. */
const PACKED: readonly (readonly [number, number])[] = [
  [0x1f, 0x8b],
  [0x28, 0xb5],
];
const ENOUGH = new Error('enough is known');

/** Counts the prompts of a file, one to a line that is not blank, up to `limit`; the loop of events goes on meanwhile. */
export function countPrompts(path: string, limit = Number.POSITIVE_INFINITY): PromptCount {
  let prompts: number | null = 0;
  let first = true;
  let stopped = false;
  const count = async () => {
    const stats = statSync(path);
    if (!stats.isFile()) return null;
    const end = await eachLine(path, {
      chunk(bytes, start) {
        if (first && PACKED.some(([a, b]) => bytes[start] === a && bytes[start + 1] === b)) prompts = null;
        first = false;
        if (stopped || prompts === null || prompts >= limit) throw ENOUGH;
      },
      line(bytes, start, end) {
        if ((bytes[start] as number) > BLANK || !isBlank(bytes, start, end)) (prompts as number)++;
      },
    });
    // What stands after the last line end is a prompt too.
    return end < stats.size ? (prompts as number) + 1 : prompts;
  };
  const counted = count().catch((error: unknown) => (error === ENOUGH ? prompts : null));
  return {
    prompts: counted.then((prompts) => (prompts === null || stopped ? null : Math.min(limit, prompts))),
    stop() {
      stopped = true;
    },
  };
}

function isBlank(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if ((bytes[at] as number) > BLANK) return false;
  return true;
}
