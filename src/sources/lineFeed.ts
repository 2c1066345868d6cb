import { SourceError } from '../errors/SourceError.js';
import type { Prompt } from '../types/Prompt.js';
import type { Feed } from './Feed.js';
import { foreignFormat } from './foreignFormat.js';
import { type LineProblem, LineReader } from './LineReader.js';
import { type LineInput, openInput } from './openInput.js';
import { rejected } from './rejected.js';

/** Turns the text of one line into a prompt; a line that is none becomes a rejected one. */
export type ParseLine = (text: string, line: number, seq: number) => Prompt;

/** 16 MiB: some four million tokens, more than any model reads. */
export const MAX_LINE_BYTES = 16 * 1024 * 1024;

/** Prompts from the lines of `input`, one chunk in memory at a time. */
export function lineFeed(input: LineInput, parse: ParseLine, maxLineBytes = MAX_LINE_BYTES): Feed {
  const reader = new LineReader(maxLineBytes);
  const opened = openInput(input);
  let seq = 0;
  let begun = false;
  let over = false;
  let closed = false;

  const feed = {
    ended: false,
    get bytes() {
      return reader.bytes;
    },
    shift(): Prompt | undefined {
      let text = reader.next();
      if (text === undefined && over) {
        feed.ended = true;
        text = reader.last();
      }
      if (text === undefined) return undefined;
      return reader.problem === undefined
        ? parse(text, reader.line, seq++)
        : rejected(`line-${reader.line}`, seq++, `line ${reader.line} is ${describe(reader.problem)}`);
    },
    fetch(ready: () => void, failed: (error: unknown) => void) {
      opened.next().then(
        (chunk) => {
          if (closed) return;
          if (chunk === undefined) over = true;
          else {
            const found = begun ? undefined : foreignFormat(chunk);
            begun = true;
            if (found !== undefined) {
              failed(new SourceError(found));
              return;
            }
            reader.push(chunk);
          }
          ready();
        },
        (error) => {
          if (!closed) failed(error);
        },
      );
    },
    close() {
      closed = true;
      opened.close();
    },
  };
  return feed;

  function describe(problem: LineProblem): string {
    return problem === 'too long'
      ? `longer than ${maxLineBytes} bytes, the limit for one prompt: split it (for programs: maxLineBytes)`
      : 'not valid UTF-8: convert the input';
  }
}
