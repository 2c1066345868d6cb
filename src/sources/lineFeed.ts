import type { Prompt } from '../types/Prompt.js';
import { ChunkReader } from './ChunkReader.js';
import type { Feed } from './Feed.js';
import { type LineProblem, LineReader } from './LineReader.js';
import type { LineInput } from './openInput.js';
import { rejected } from './rejected.js';

/** Turns the text of one line into a prompt; a line that is none becomes a rejected one. */
export type ParseLine = (text: string, line: number, seq: number) => Prompt;

/** 16 MiB: some four million tokens, more than any model reads. */
export const MAX_LINE_BYTES = 16 * 1024 * 1024;

/** What a source of lines leaves out. */
export interface LineLimits {
  readonly maxLineBytes: number;
  readonly skip?: ((seq: number) => boolean) | undefined;
  /** Whether what is skipped need not even be parsed. Default always. */
  readonly unread?: () => boolean;
  readonly limit?: number | undefined;
}

/** Prompts from the lines of `input`, one chunk in memory at a time. */
export function lineFeed(
  input: LineInput,
  parse: ParseLine,
  { maxLineBytes, skip, unread = () => true, limit = Number.POSITIVE_INFINITY }: LineLimits,
): Feed {
  const reader = new LineReader(maxLineBytes);
  const chunks = new ChunkReader(input, (chunk) => {
    if (chunk !== undefined) reader.push(chunk);
  });

  /** Passes over what need not be read, as far as it is here; false when a prompt may come. */
  const skipsAll = () => {
    if (!unread()) return feed.position >= limit;
    while (feed.position < limit && skip?.(feed.position) && reader.pass()) feed.position++;
    return feed.position >= limit;
  };

  const feed = {
    position: 0,
    ended: false,
    get bytes() {
      return reader.bytes;
    },
    get atHand() {
      return reader.hasMore;
    },
    shift(): Prompt | undefined {
      while (skip === undefined || !skipsAll()) {
        let text = reader.next();
        if (text === undefined && chunks.over) {
          feed.ended = true;
          text = reader.last();
        }
        if (text === undefined) return undefined;
        const seq = feed.position++;
        const prompt =
          reader.problem === undefined
            ? parse(text, reader.line, seq)
            : rejected(`line-${reader.line}`, seq, `line ${reader.line} is ${describe(reader.problem)}`);
        if (!skip?.(seq)) return prompt;
      }
      return undefined;
    },
    fetch: (ready: () => void, failed: (error: unknown) => void) => chunks.fetch(ready, failed),
    close: () => chunks.close(),
  };
  return feed;

  function describe(problem: LineProblem): string {
    return problem === 'too long'
      ? `longer than ${maxLineBytes} bytes, the limit for one prompt: split it (for programs: maxLineBytes)`
      : 'not valid UTF-8: convert the input';
  }
}
