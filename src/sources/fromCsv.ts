import { SourceError } from '../errors/SourceError.js';
import type { PromptTemplate } from '../text/template/PromptTemplate.js';
import type { PullSource } from '../types/PullSource.js';
import { csvFeed } from './csv/csvFeed.js';
import { checkedLineOptions, type LineOptions } from './fromLines.js';
import type { LineInput } from './openInput.js';
import { promptOfPromptRow } from './promptOfRow.js';
import { promptOfTemplate } from './promptOfTemplate.js';
import { pullSource } from './pullSource.js';

/** Options of {@link fromCsv}. */
export interface CsvOptions extends Omit<LineOptions, 'maxLineBytes'> {
  /** Makes the prompts of the rows: see `createTemplate`. Default none: the column `prompt` or `text` is the question. */
  readonly template?: PromptTemplate;
  /** Between fields. Default a comma; a semicolon where the header has only that. A tab for TSV. */
  readonly delimiter?: string;
  /** A longer row is rejected. In characters. Default 16 MiB. Minimum 1. */
  readonly maxRowBytes?: number;
}

/**
 * One prompt for each row of a table whose first row names its columns: RFC 4180, with LF or CRLF, quotes, line ends
 * within them, and a byte order mark or none. The column `id` names prompts, else they are `line-<n>`, by the line on which
 * a row begins; columns that mean nothing travel in `prompt.input`.
 *
 * Holds:   one chunk of 64 KiB and one row.
 * Errors:  `SourceError` when the input cannot be read, or when its header cannot be meant so. A bad row (too few fields, a
 *          quote that is not closed, no UTF-8, a field that the template misses) is a prompt with a `rejection`, and the
 *          next line is read on.
 * Cancels: unsubscribing stops reading and destroys the stream at once.
 */
export function fromCsv(input: LineInput, options: CsvOptions = {}): PullSource {
  const { template, delimiter, maxRowBytes } = options;
  if (delimiter !== undefined && (delimiter.length !== 1 || /["\r\n]/.test(delimiter))) {
    throw new RangeError(
      `expected delimiter to be one character, no quote and no line end, got ${JSON.stringify(delimiter)}`,
    );
  }
  const { maxLineBytes, skip, limit } = checkedLineOptions({
    ...options,
    ...(maxRowBytes !== undefined && { maxLineBytes: maxRowBytes }),
  });
  const terms = {
    delimiter,
    maxRowBytes: maxLineBytes,
    promptOfRow: template === undefined ? promptOfPromptRow : promptOfTemplate(template),
    defaults: options,
    checkColumns: template === undefined ? requireQuestion : () => {},
    skip,
    limit,
  };
  return pullSource(() => csvFeed(input, terms), options);
}

function requireQuestion(columns: readonly string[]): void {
  if (columns.includes('prompt') || columns.includes('text')) return;
  throw new SourceError(
    `the header names no column "prompt" or "text", but ${columns.map((column) => JSON.stringify(column)).join(', ')}: ` +
      'say by a template what to ask of them (--template)',
  );
}
