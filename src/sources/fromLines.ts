import { digits } from '../text/digits.js';
import type { Message } from '../types/Message.js';
import type { Params } from '../types/Params.js';
import type { PullSource } from '../types/PullSource.js';
import { type LineLimits, lineFeed, MAX_LINE_BYTES, type ParseLine } from './lineFeed.js';
import type { LineInput } from './openInput.js';
import { pullSource, type SourceOptions } from './pullSource.js';

/** Options of {@link fromLines}. */
export interface LineOptions extends SourceOptions {
  /** A system message that stands before every question. Default none. */
  readonly system?: string;
  /** Parameters of every prompt. Default none. */
  readonly params?: Params;
  /** A longer line is rejected, and its rest skipped without being held. Default 16 MiB. Minimum 1. */
  readonly maxLineBytes?: number;
  /**
   * Passes over the prompts for which it says so, whose lines are then not even read for what is in them: for those
   * that are known to have their row. They count for `limit`. Default none.
   */
  readonly skip?: (seq: number) => boolean;
}

/**
 * One prompt for each line that is not blank. A line ends with LF or CRLF, the last one need not; a byte order
 * mark is dropped; the text is otherwise left as it is. `id` is `line-<n>`, blank lines counted.
 *
 * A line is emitted as soon as its end has been read, so a typed one is answered before the end of input.
 *
 * Holds:   one chunk of 64 KiB and one line.
 * Errors:  `SourceError` when the input cannot be read. A line that is too long or not UTF-8 is a prompt with a
 *          `rejection`.
 * Cancels: unsubscribing stops reading and destroys the stream at once.
 */
export function fromLines(input: LineInput, options: LineOptions = {}): PullSource {
  const limits = checkedLineOptions(options);
  const parse = parseText(options);
  return pullSource(() => lineFeed(input, parse, limits), options);
}

/** Checks what sources that read lines have in common. */
export function checkedLineOptions({ maxLineBytes = MAX_LINE_BYTES, skip, limit }: LineOptions): LineLimits {
  if (!(maxLineBytes >= 1))
    throw new RangeError(`expected maxLineBytes to be at least 1, got ${maxLineBytes}`);
  return { maxLineBytes, skip, limit };
}

/** The whole line is the question. */
export function parseText({ system, params }: Pick<LineOptions, 'system' | 'params'>): ParseLine {
  const first: Message | undefined = system === undefined ? undefined : { role: 'system', content: system };
  return (text, line, seq) => {
    const question: Message = { role: 'user', content: text };
    const messages = first === undefined ? [question] : [first, question];
    const id = `line-${digits(line)}`;
    return params === undefined ? { id, seq, messages } : { id, seq, messages, params };
  };
}
